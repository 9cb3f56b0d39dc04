"""Write the templates of ``fashionkp align``: the mean shapes of drawn garments.

    python tools/make_templates.py [--num N]

Garments are sampled, not painted, which takes some minutes. The table is
``fashionkp/alignment/templates.json``; no photo and no annotation is behind it.
"""

import argparse
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from fashionkp.alignment.mean_shape import mean_shape
from fashionkp.alignment.targets import TEMPLATES, anchors
from fashionkp.categories import OFFICIAL_CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.progress import progress_bar
from fashionkp.synthetic.scene.render import sample_scene

SEED = 1975  # of no data set that is trained or tested on
DECIMALS = 4
HELD_ASIDE, HELD_BELOW = 0.85, 0.95
"""Shares of the garments that lie within the sides and the top of a frame, and above its bottom:
few arms are spread or raised, but no long coat is to lose its hem."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument(
        '--num', type=int, default=500, help='garments of each category (default: %(default)s)'
    )
    return parser.parse_args(argv)


def shapes(category: str, num: int) -> np.ndarray:
    """Return the key points of drawn garments, (N, K, 2), pixels; NaN where absent."""
    names = OFFICIAL_CATEGORIES[category].keypoints
    points = np.full((num, len(names), 2), np.nan)
    for index in progress_bar(range(num), unit=category):
        scene = sample_scene(SEED, index, category)
        for k, name in enumerate(names):
            if name in scene.points:
                points[index, k] = scene.points[name].position
    return points


def template(category: str, num: int) -> dict[str, Any]:
    """Return the mean shape of a category, and the frame that holds most points of most garments.

    Both are in units of the anchors' spread, with their centre at (0, 0).
    """
    facts = OFFICIAL_CATEGORIES[category]
    fitted = [facts.keypoints.index(name) for name in anchors(facts.keypoints)]
    mean, aligned = mean_shape(shapes(category, num), fitted, facts.flip_indices)
    x, y = np.moveaxis(aligned, -1, 0)
    width = np.quantile(np.nanmax(abs(x), axis=1), HELD_ASIDE)
    top = np.quantile(np.nanmin(y, axis=1), 1 - HELD_ASIDE)
    bottom = np.quantile(np.nanmax(y, axis=1), HELD_BELOW)
    frame = np.array([[-width, top], [width, bottom]])
    points = dict(zip(facts.keypoints, mean.round(DECIMALS).tolist(), strict=True))
    return {'frame': frame.round(DECIMALS).tolist(), 'points': points}


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table = {category: template(category, args.num) for category in OFFICIAL_CATEGORIES}
    with atomic_write(TEMPLATES) as file:
        file.write(json.dumps(table, indent=1) + '\n')
    print(f'{TEMPLATES}: {args.num} garments of each category')


if __name__ == '__main__':
    main()
