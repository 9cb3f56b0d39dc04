"""``fashionkp keypoints``: draw the definition of all categories."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp keypoints',
        description='Draw a garment of each category, also of those declared with --garments, with '
        'the numbers and names of its key points. The key points of declared garments that cannot '
        'be drawn are listed. Left key points are blue, right ones vermilion, those in the middle '
        'green.',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='.png or .jpg file'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.categories import CATEGORIES
    from fashionkp.fileio.output_checks import require_writable
    from fashionkp.images.writing import require_image_name, write_image
    from fashionkp.synthetic.specimens import draw_specimen
    from fashionkp.visualization.definitions import DRAWING_SIZE, definition_sheet

    require_image_name(args.output)
    require_writable(args.output)
    drawings = {name: draw_specimen(name, DRAWING_SIZE) for name in CATEGORIES}
    write_image(args.output, definition_sheet(drawings))
    print(args.output)
    return 0
