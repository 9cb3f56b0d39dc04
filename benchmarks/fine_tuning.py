"""Error on photos after training on few and on many of them, from the starter and without it.

    python benchmarks/fine_tuning.py [--photos 0 50 200 1000 1940] [--views 5820] [--chart FILE]

Each training sees the same number of images, whole epochs of its photos. These are taken in turn
from the five categories of the training split of FASHIONAI_ROOT/train, so that the first 50 are
among the first 200. The validation split is scored: official rule, category given.

Trainings from the starter are those of cpn_lite0_finetune_all, trainings from ImageNet weights
those of cpn_lite0_all, but no warm-up is longer than a tenth of its training. With 0 photos the
starter is scored as it is.

Another call with the same settings skips what is finished, and resumes what was interrupted.
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from measurement.trainings import Training, imagenet_weights, interval, markdown_table, warm_up

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    read_annotations,
    write_annotations,
)
from fashionkp.datasets.splits import validation_mask
from fashionkp.model_zoo.catalogue import STARTER_SHA256
from fashionkp.model_zoo.names import find_model

RECIPES = {'starter': 'cpn_lite0_finetune_all', 'ImageNet': 'cpn_lite0_all'}
SEED = 0

Results = Mapping[int, Mapping[str, Mapping[str, Any]]]
"""Scores and minutes, by number of photos and start."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--photos',
        type=int,
        nargs='+',
        default=[0, 50, 200, 1000, 1940],
        metavar='N',
        help='numbers of training photos',
    )
    parser.add_argument('--starts', nargs='+', choices=RECIPES, default=[*RECIPES])
    parser.add_argument('--views', type=int, default=5820, help='images that a training sees')
    parser.add_argument('--size', type=int, default=256, help='side of the input, pixels')
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    parser.add_argument('--work-dir', type=Path, default=Path('work_dirs/fine_tuning'))
    parser.add_argument('--chart', type=Path, help='PNG file for the curve')
    return parser.parse_args(argv)


def training_photos(root: Path) -> AnnotationTable:
    """Return the training split, its categories in turn, each in random order."""
    table = read_annotations(*annotation_files(root))
    table = table.take(~validation_mask(table.image_ids))
    rows = np.random.default_rng(SEED).permutation(len(table))
    categories = table.category_ids[rows]
    ranks = np.zeros(len(rows), int)  # of each photo among those of its category
    for category in np.unique(categories):
        ranks[categories == category] = np.arange((categories == category).sum())
    return table.take(rows[np.lexsort((categories, ranks))])


def training(args: argparse.Namespace, photos: int, start: str, table: AnnotationTable) -> Training:
    """Return the training on the first photos of a table, which are written."""
    from fashionkp_mm.config import input_size_options, load_config

    cfg = load_config(RECIPES[start])
    options = input_size_options(cfg, args.size)
    checkpoint = None if photos else find_model('starter')
    settings = dict(views=args.views, size=args.size)
    if start == 'starter':
        settings.update(sha256=STARTER_SHA256)
    if photos:
        path = (args.work_dir / f'{photos}_photos.csv').resolve()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_annotations(path, table.take(np.arange(photos)))
        epochs = max(1, round(args.views / photos))
        steps = epochs * math.ceil(photos / cfg.train_dataloader.batch_size)
        options |= {
            'model.backbone.init_cfg.checkpoint': str(imagenet_weights(args.work_dir)),
            'train_dataloader.dataset.ann_file': str(path),
            'train_dataloader.dataset.data_prefix': dict(img=str(table.image_roots[0])),
            'train_cfg.max_epochs': epochs,
            'param_scheduler.0.end': warm_up(steps, cfg.param_scheduler[0].end),
        }
    work_dir = args.work_dir / f'{photos}_photos_{start}'
    return Training(RECIPES[start], work_dir, settings, options, args.amp, checkpoint)


def report(results: Results, starts: Sequence[str]) -> str:
    """Return a table with the NE, its interval, and the minutes of each training."""
    rows = [['photos']]
    for start in starts:
        rows[0] += [f'NE, {start} (95 % interval)', 'minutes']
    for photos, by_start in results.items():
        rows.append([f'{photos:,}'])
        for start in starts:
            scores, minutes = '', None
            if result := by_start.get(start):
                scores = interval(result)
                minutes = result['minutes']  # None if the training was interrupted
            rows[-1] += [scores, f'{minutes:.1f}' if minutes else '']
    return markdown_table(rows)


def write_chart(path: Path, results: Results, starts: Sequence[str]) -> None:
    """Draw the NE of each start over the numbers of photos, which have equal distances."""
    from fashionkp.charts.axis import Axis, Tick
    from fashionkp.charts.legend import series_legend
    from fashionkp.charts.line_chart import line_chart
    from fashionkp.charts.raster import draw_line_chart
    from fashionkp.images.writing import write_image

    series = {}
    for start in starts:
        points = [(i, r[start]['NE']) for i, r in enumerate(results.values()) if start in r]
        series[start] = tuple(np.array(points, float).reshape(-1, 2).T)
    axis = Axis(0, max(len(results) - 1, 1))
    chart = line_chart(
        'NE on validation photos, %',
        series,
        x_label='training photos',
        x_limits=(axis.low, axis.high),
        y_limits=(0, None),
        dots=True,
    )
    ticks = tuple(Tick(axis.position(i), f'{photos:,}') for i, photos in enumerate(results))
    write_image(path, draw_line_chart(replace(chart, x_ticks=ticks), series_legend(series)))


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    from fashionkp_mm.config import load_config

    table = training_photos(Path(load_config(RECIPES['starter']).data_root, 'train'))
    if max(args.photos) > len(table):
        raise SystemExit(f'--photos {max(args.photos)}: the training split has {len(table)} photos')
    results = {
        photos: {
            start: training(args, photos, start, table).result()
            for start in args.starts
            if photos or start == 'starter'
        }
        for photos in sorted(args.photos)
    }
    print(report(results, args.starts))
    if args.chart:
        write_chart(args.chart, results, args.starts)


if __name__ == '__main__':
    main()
