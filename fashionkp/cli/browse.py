"""``fashionkp browse``: draw images of a data set, or of the training pipeline of a config."""

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
        description='Draw random images with their key points on a contact sheet: those of a data '
        'set, or those of the training data of a config, each beside variants of the training '
        'pipeline. Left key points are blue, right ones vermilion, those in the middle green.',
    )
    parser.add_argument(
        'source',
        type=Path,
        metavar='DATA|CONFIG',
        help='an annotation table (.csv), or the folder of an archive; or a config file (.py), or '
        'the name of a config that comes with the package',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='.png, .jpg or .html file'
    )
    parser.add_argument(
        '--num', type=number, default=12, help='number of images (default: %(default)s)'
    )
    parser.add_argument('--category', help='draw images of this category only')
    parser.add_argument(
        '--finding',
        metavar='CHECK',
        help='for a data set: draw only images that this check of "fashionkp doctor" finds, such '
        'as coincident-points',
    )
    parser.add_argument('--seed', type=int, default=0, help='random seed (default: %(default)s)')
    parser.add_argument(
        '--variants',
        type=number,
        help=f'for a config: number of variants of each image (default: {_VARIANTS})',
    )
    add_settings_argument(parser)
    return parser.parse_args(argv)


def number(text: str) -> int:
    """Return a positive integer given as text."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'expected a positive integer, got {text!r}')
    return int(text)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.visualization.contact_sheet import check_suffix, write_contact_sheet

    check_suffix(args.output)
    # a table, whether it exists or not
    is_data = args.source.is_dir() or args.source.suffix.lower() == '.csv'
    check_outputs([args.output], *[args.source] * is_data, inputs=[args.source])
    rows = _dataset_rows(args) if is_data else _training_rows(args)
    title = ', '.join(filter(None, (str(args.source), args.category, args.finding)))
    write_contact_sheet(args.output, title, rows)
    print(args.output)
    return 0


def _dataset_rows(args: argparse.Namespace) -> 'list[CaptionedRow]':
    from fashionkp.annotations import annotation_files, read_annotations
    from fashionkp.doctor import found_rows
    from fashionkp.visualization.dataset_samples import random_samples

    if args.variants or args.cfg_options:
        raise ValueError(
            '--variants and --cfg-options are for configs: data sets have no training pipeline'
        )
    if args.finding:
        table, rows = found_rows(args.source, args.finding)
        if not rows.any():
            raise ValueError(f'{args.source}: no rows with finding {args.finding}')
    else:
        table, rows = read_annotations(*annotation_files(args.source)), None
    return random_samples(table, args.num, rows=rows, category=args.category, seed=args.seed)


def _training_rows(args: argparse.Namespace) -> 'list[CaptionedRow]':
    if args.finding:
        raise ValueError(
            '--finding is for data sets, not for configs: give the data set of the config'
        )
    from fashionkp_mm.apis import training_images

    return training_images(
        args.source,
        args.num,
        args.variants or _VARIANTS,
        category=args.category,
        seed=args.seed,
        options=overrides(args.cfg_options),
    )
