"""Scatter of aligned garments: how much closer their true points come together.

    fashionkp synth drawn --num 1000 --seed 77
    fashionkp predict drawn/Annotations/train.csv -o found.jsonl
    python benchmarks/alignment.py drawn/Annotations/train.csv [--points found.jsonl] [--turn]
        [--json FILE]
    python benchmarks/alignment.py drawn/Annotations/train.csv --least

Garments are fitted by their true points or, with ``--points``, by predicted ones; scatter is always
that of the true points. It is the root mean square distance of points from the mean position of the
same key point, in units of the garments' own size (the root mean square distance of their points
from their centre). Before, photos are scaled to 512 pixels; ``--turn`` turns each by a random
angle. Anchors are the points that a similarity is fitted to, see ``fashionkp.alignment.targets``.
``--least`` compares the similarities with the best that there are, by generalized Procrustes
analysis of the same garments: no other template and no other similarities leave less scatter. It
does so also for trousers and skirts of one length, by their attributes.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measurement.figures import write_figures

from fashionkp import Prediction, read_predictions
from fashionkp.alignment.fit import SIMILARITY, TPS, PoorFit, fit_garment
from fashionkp.alignment.mean_shape import mean_shape, spread
from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.targets import anchors, template
from fashionkp.annotations import read_annotations
from fashionkp.attributes import CLASSES
from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES
from fashionkp.datasets.image_files import image_sizes
from fashionkp.predictions.table import table_predictions

SIDE = 512
MIN_GROUP = 15  # garments of one length; of fewer, the mean follows each
COLUMNS = ('garments', 'left out', 'anchors', '', '', 'all points', '', '', 'back, px')

FORMS = ('{:.0f}', '{:.1%}', *2 * ('{:.3f}', '{:.3f}', '{:.2f}'), '{:.1e}')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('table', type=Path, help='annotations')
    parser.add_argument('--points', type=Path, help='predictions with the categories of the table')
    parser.add_argument('--turn', action='store_true', help='turn each photo by a random angle')
    parser.add_argument(
        '--least', action='store_true', help='what the best similarities and templates leave'
    )
    parser.add_argument(
        '--weighted', action='store_true', help='let sure points count more, by their scores'
    )
    parser.add_argument('--json', type=Path, help='file for the figures')
    return parser.parse_args(argv)


class Pair(NamedTuple):
    """A garment with its true points, and with those that it is fitted by."""

    true: Prediction
    fitted: Prediction


def read_pairs(table: Path, points: Path | None) -> list[Pair]:
    """Return the garments of a table, in photos scaled to one longer side."""
    annotations = read_annotations(table)
    scales = SIDE / image_sizes(annotations).max(1)
    truth = table_predictions(annotations)
    found = {p.image: p for p in read_predictions(points)} if points else {}
    pairs = [
        Pair(
            *(
                replace(g, keypoints=g.keypoints * scale)
                for g in (true, found.get(true.image, true))
            )
        )
        for true, scale in zip(truth, scales, strict=True)
    ]
    return [pair for pair in pairs if pair.true.category == pair.fitted.category]


def turned(pairs: Sequence[Pair]) -> list[Pair]:
    """Return garments in photos that are each turned by a random angle around their middle."""
    rng = np.random.default_rng(0)
    result = []
    for pair in pairs:
        factor = complex(np.exp(1j * rng.uniform(-np.pi, np.pi)))
        turn = Similarity.of(factor, (0.5 + 0.5j) * SIDE * (1 - factor))
        result.append(Pair(*(replace(g, keypoints=turn.to_image(g.keypoints)) for g in pair)))
    return result


def true_points(garment: Prediction) -> np.ndarray:
    """Return the points of a garment, (K, 2); NaN where absent."""
    return np.where(garment.present[:, None], garment.keypoints, np.nan)


def scatter(shapes: np.ndarray) -> float:
    """Return the scatter of garments (N, K, 2), in units of their size."""
    squares = ((shapes - np.nanmean(shapes, 0)) ** 2).sum(-1)
    sizes = [spread(shape[np.isfinite(shape[:, 0])]) for shape in shapes]
    return float(np.sqrt(np.nanmean(squares) / np.mean(np.square(sizes))))


def aligned(pairs: Sequence[Pair], warp: str, *, weighted: bool) -> tuple[list, list, float]:
    """Return true points before and after, and the largest distance of points mapped back."""
    before, after, back = [], [], 0.0
    for true, fitted in pairs:
        target = template(true.category, (SIDE, SIDE))
        try:
            transform = fit_garment(fitted, target, warp, weighted=weighted).transform
            points = true_points(true)
            moved = np.full_like(points, np.nan)
            moved[true.present] = transform.to_image(points[true.present])
        except (PoorFit, ValueError):
            continue
        returned = transform.to_photo(moved[true.present])
        back = max(back, float(abs(returned - points[true.present]).max()))
        before.append(points)
        after.append(moved)
    return before, after, back


def figures_of(pairs: Sequence[Pair], warp: str, *, weighted: bool) -> dict[str, float]:
    """Return the figures of a category, in the order of the columns."""
    before, after, back = aligned(pairs, warp, weighted=weighted)
    names = pairs[0].true.names
    fitted = [names.index(name) for name in anchors(names)]
    figures = {'garments': len(pairs), 'left out': 1 - len(after) / len(pairs)}
    for title, points in (('anchors', fitted), ('all points', list(range(len(names))))):
        first, second = (scatter(np.array(shapes)[:, points]) for shapes in (before, after))
        figures |= {f'{title} before': first, f'{title} after': second, title: second / first}
    return figures | {'back, px': back}


def least_row(pairs: Sequence[Pair]) -> list[str]:
    """Return the scatter of anchors: before, on the template, and by the best similarities."""
    category = CATEGORIES[pairs[0].true.category]
    fitted = [category.keypoints.index(name) for name in anchors(category.keypoints)]
    before, after, _ = aligned(pairs, SIMILARITY, weighted=False)
    shapes = np.array(before)
    best = mean_shape(shapes, fitted, category.flip_indices)[1]
    first, *others = (scatter(each[:, fitted]) for each in (shapes, np.array(after), best))
    quotients = [f'{other:.3f} ({other / first:.2f})' for other in others]
    return [f'{len(pairs)}', f'{first:.3f}', *quotients]


def print_least(pairs: Sequence[Pair]) -> None:
    print_row('category', 'length', 'garments', 'before', 'template', 'least')
    print_row(*['---'] * 6)
    groups: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        found = pair.true.attributes()
        length = found.get('trouser_length') or found.get('skirt_length')
        groups.setdefault((pair.true.category, 'all'), []).append(pair)
        all_are_fitted = len(anchors(pair.true.names)) == len(pair.true.names)
        if all_are_fitted and length and length.label:
            groups.setdefault((pair.true.category, length.label), []).append(pair)
    for category in OFFICIAL_CATEGORIES:
        for length in ('all', *CLASSES['trouser_length'], *CLASSES['skirt_length']):
            those = groups.pop((category, length), [])
            if len(those) >= MIN_GROUP:
                print_row(category, length, *least_row(those))


def print_row(*cells: str) -> None:
    print(f'| {" | ".join(cells)} |', flush=True)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    pairs = read_pairs(args.table, args.points)
    if args.turn:
        pairs = turned(pairs)
    if args.least:
        print_least(pairs)
        return
    print_row('warp', 'category', *COLUMNS)
    print_row(*['---'] * (len(COLUMNS) + 2))
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for warp in (SIMILARITY, TPS):
        for category in OFFICIAL_CATEGORIES:
            those = [pair for pair in pairs if pair.true.category == category]
            if those:
                found = figures_of(those, warp, weighted=args.weighted)
                cells = [
                    form.format(value) for form, value in zip(FORMS, found.values(), strict=True)
                ]
                print_row(warp, category, *cells)
                figures.setdefault(warp, {})[category] = found
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
