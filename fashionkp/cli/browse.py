"""``fashionkp browse``: images and their key points, as they are or as a model sees them."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.config_arguments import add_settings_argument, overrides

if TYPE_CHECKING:
    from fashionkp.visualization.contact_sheet import CaptionedRow

_VARIANTS = 4


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp browse',
        description='Draw random images with their key points on a sheet or a page: those of a '
        'data set as they are, or those that a config trains on, each beside what its training '
        'pipeline makes of it. Blue is left in the image, vermilion right, green in the middle.',
    )
    parser.add_argument(
        'source',
        type=Path,
        metavar='DATA|CONFIG',
        help='a table (.csv) or the folder of an archive; or a config file (.py), or the name of '
        'one that comes with the package',
    )
    parser.add_argument(
        '-o',
        '--output',
        type=Path,
        required=True,
        metavar='OUT',
        help='.png or .jpg for a sheet, .html for a page',
    )
    parser.add_argument(
        '--num', type=number, default=12, help='images to draw (default: %(default)s)'
    )
    parser.add_argument('--category', help='draw images of this category only')
    parser.add_argument(
        '--finding',
        metavar='CHECK',
        help='of a data set: draw images only where "fashionkp doctor" finds this, such as '
        'coincident-points',
    )
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument(
        '--variants',
        type=number,
        help=f'of a config: how often an image goes through the pipeline (default: {_VARIANTS})',
    )
    add_settings_argument(parser)
    return parser.parse_args(argv)


def number(text: str) -> int:
    """Return a whole number from 1; the parser reports what this raises."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'expected a number from 1, got {text!r}')
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.visualization.contact_sheet import check_suffix, write_contact_sheet

    check_suffix(args.output)
    shown = _data(args) if _is_data(args.source) else _training(args)
    write_contact_sheet(args.output, _title(args), shown)
    print(args.output)
    return 0


def _is_data(source: Path) -> bool:
    """Whether a table or an archive is meant, be it there or not, rather than a config."""
    return source.is_dir() or source.suffix == '.csv'


def _title(args: argparse.Namespace) -> str:
    """Heading of a page: the source, and what is shown of it only."""
    return ', '.join(filter(None, (str(args.source), args.category, args.finding)))


def _data(args: argparse.Namespace) -> 'list[CaptionedRow]':
    from fashionkp.annotations import annotation_files, read_annotations
    from fashionkp.doctor import found_rows
    from fashionkp.visualization.dataset_samples import random_samples

    if args.variants or args.cfg_options:
        raise ValueError(
            '--variants and --cfg-options are for a config: a data set has no pipeline'
        )
    if args.finding:
        table, rows = found_rows(args.source, args.finding)
        if not rows.any():
            raise ValueError(f'{args.source}: no rows with finding {args.finding}')
    else:
        table, rows = read_annotations(*annotation_files(args.source)), None
    return random_samples(table, args.num, rows=rows, category=args.category, seed=args.seed)


def _training(args: argparse.Namespace) -> 'list[CaptionedRow]':
    if args.finding:
        raise ValueError('--finding is for a data set: name that of the config')
    from fashionkp_mm.apis import training_images

    return training_images(
        args.source,
        args.num,
        args.variants or _VARIANTS,
        category=args.category,
        seed=args.seed,
        options=overrides(args.cfg_options),
    )
