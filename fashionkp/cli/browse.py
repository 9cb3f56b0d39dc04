"""``fashionkp browse``: draw images of a data set, or of a pipeline of a config."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.config_arguments import (
    add_settings_argument,
    overrides,
    positive_integer,
)

if TYPE_CHECKING:
    from fashionkp.visualization.contact_sheet import CaptionedRow

_VARIANTS = 4


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp browse',
        description='Draw random images with their key points on a contact sheet: images of a data '
        'set, or of a config, each beside the output of its pipeline. Left key points are blue, '
        'right ones vermilion, those in the middle green.',
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
        '--num', type=positive_integer, default=12, help='number of images (default: %(default)s)'
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
        '--phase',
        choices=('train', 'val', 'test'),
        help='for a config: its training, validation or test data and pipeline (default: train)',
    )
    parser.add_argument(
        '--variants',
        type=positive_integer,
        help=f'for a config: variants of each image (default: {_VARIANTS} in training, else 1)',
    )
    add_settings_argument(parser)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.visualization.contact_sheet import check_suffix, write_contact_sheet

    check_suffix(args.output)
    # a table, whether it exists or not
    is_data = args.source.is_dir() or args.source.suffix.lower() == '.csv'
    check_outputs([args.output], *[args.source] * is_data, inputs=[args.source])
    rows = _dataset_rows(args) if is_data else _config_rows(args)
    title = ', '.join(filter(None, (str(args.source), args.category, args.finding)))
    write_contact_sheet(args.output, title, rows)
    print(args.output)
    return 0


def _dataset_rows(args: argparse.Namespace) -> 'list[CaptionedRow]':
    from fashionkp.annotations import annotation_files, read_annotations
    from fashionkp.doctor import found_rows
    from fashionkp.visualization.dataset_samples import random_samples

    if args.phase or args.variants or args.cfg_options:
        raise ValueError(
            '--phase, --variants and --cfg-options are for configs: data sets have no pipeline'
        )
    if args.finding:
        table, rows = found_rows(args.source, args.finding)
        if not rows.any():
            raise ValueError(f'{args.source}: no rows with finding {args.finding}')
    else:
        table, rows = read_annotations(*annotation_files(args.source)), None
    return random_samples(table, args.num, rows=rows, category=args.category, seed=args.seed)


def _config_rows(args: argparse.Namespace) -> 'list[CaptionedRow]':
    if args.finding:
        raise ValueError(
            '--finding is for data sets, not for configs: give the data set of the config'
        )
    from fashionkp_mm.apis import pipeline_images

    phase = args.phase or 'train'
    return pipeline_images(
        args.source,
        args.num,
        args.variants or (_VARIANTS if phase == 'train' else 1),
        phase=phase,
        category=args.category,
        seed=args.seed,
        options=overrides(args.cfg_options),
    )
