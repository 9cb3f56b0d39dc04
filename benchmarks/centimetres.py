"""Error of lengths in centimetres of drawn garments, photographed with markers or a sheet of paper.

    python benchmarks/centimetres.py [--num 40] [--show sheet.png] [--json FILE]

Drawn pictures of garments lie on a table beside one marker of 10 cm, four markers of 7 cm, or a
sheet of A4, and are photographed from a random direction, tilted by up to 35 degrees. Lengths of
more than 3 cm are compared with the true ones: with the true key points, and with those of the
starter model, whose category is given. For comparison the true points are measured with the best
single scale for the whole photo, too, which knows no tilt.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from measurement.figures import write_figures

from fashionkp import Predictor
from fashionkp.categories import category_by_name
from fashionkp.images.markers import Markers
from fashionkp.images.sheets import Sheet
from fashionkp.inference.query import Query
from fashionkp.measurements import PlaneNotFound, measure
from fashionkp.synthetic import Garment, draw_garment

sys.path.insert(0, str(Path(__file__).parent.parent / 'tests' / 'shared'))

from plane_scenes import Placement, PlaneScene, Table, project

SIZE = (110.0, 110.0)  # of the table, centimetres
KINDS = {'one marker': Markers(10.0), 'four markers': Markers(7.0), 'A4': Sheet(21.0, 29.7)}
SHORTEST = 3.0  # centimetres
QUANTILES = {'median': 0.5, '95th percentile': 0.95, 'largest': 1.0}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--num', type=int, default=40, help='photos of each kind')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--show', type=Path, help='write the first photos of each kind, PNG')
    parser.add_argument('--json', type=Path, help='file for the figures')
    return parser.parse_args(argv)


def placements(kind: str, rng: np.random.Generator) -> list[Placement]:
    """Return where the markers or the sheet lie."""
    if kind == 'one marker':
        return [Placement(22, 50, rng.uniform(0, 6), 10, 10, 3)]
    if kind == 'four markers':
        corners = [(8, 8), (102, 8), (8, 102), (102, 102)]
        return [Placement(x, y, rng.uniform(0, 6), 7, 7, i) for i, (x, y) in enumerate(corners)]
    return [Placement(19, 19, rng.uniform(-0.3, 0.3) + rng.choice([0, np.pi / 2]), 21, 29.7)]


def photograph(kind: str, garment: Garment, seed: int) -> tuple[PlaneScene, np.ndarray]:
    """Return a photo of a garment's picture, and the box around the picture, x0, y0, x1, y1."""
    table = Table(
        size=SIZE,
        placements=placements(kind, np.random.default_rng(seed)),
        seed=seed,
        garment=(70, 68, 70) if kind == 'A4' else (68, 55, 75),
    )
    ids = list(category_by_name(garment.category).keypoint_ids)
    height, width = garment.image.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)]) - 0.5
    points = np.vstack([garment.keypoints[ids], corners])
    scene = table.photograph(garment.image, points, opaque=True)
    box = np.concatenate([scene.keypoints[-4:].min(0), scene.keypoints[-4:].max(0)])
    return PlaneScene(
        scene.image, scene.to_pixels, scene.keypoints[:-4], scene.keypoints_cm[:-4]
    ), box


def errors(kind: str, seed: int, index: int, predictor: Predictor) -> dict[str, list[float]] | None:
    """Return the relative errors of a photo's lengths; None if no plane was found."""
    garment = draw_garment(seed, index)
    name = garment.category
    present = garment.visibility[list(category_by_name(name).keypoint_ids)] >= 0
    scene, box = photograph(kind, garment, index)
    try:
        plane = KINDS[kind].plane(scene.image)
    except PlaneNotFound as error:
        print(f'  {kind}, photo {index}: {error}')
        return None
    expected = measure(name, scene.keypoints_cm, present).pixels
    used = [key for key, cm in expected.items() if cm is not None and cm > SHORTEST]
    true = np.array([expected[key] for key in used])
    exact = measure(name, scene.keypoints, present, scale=plane)
    (prediction,) = predictor.predict([Query(scene.image, category=name, box=tuple(box))])
    seen = present & prediction.present
    lengths = measure(name, prediction.keypoints, seen, scale=plane, scores=prediction.scores)
    both = [key for key in used if lengths.cm[key] is not None]
    off = {key: abs(lengths.cm[key] - expected[key]) for key in both}
    ratios = np.array([exact.pixels[key] for key in used]) / true
    return {
        'true points': list(np.abs(np.array([exact.cm[key] for key in used]) / true - 1)),
        'true points, one scale': list(np.abs(ratios / np.median(ratios) - 1)),
        'predicted points': [off[key] / expected[key] for key in both],
        'within margin': [off[key] <= lengths.cm_margins[key] for key in both],
    }


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    predictor = Predictor(threads=1)
    print(f'relative errors, percent: {", ".join(QUANTILES)}')
    figures: dict[str, dict[str, Any]] = {}
    for kind in KINDS:
        rows = [errors(kind, args.seed, index, predictor) for index in range(args.num)]
        found = [row for row in rows if row is not None]
        print(f'{kind}: found in {len(found)} of {args.num} photos')
        figures[kind] = {}
        for name in found[0] if found else ():
            values = np.array([value for row in found for value in row[name]], float)
            if name == 'within margin':
                print(f'  {"true length within the margin":32}{100 * values.mean():7.1f} %')
                figures[kind][name] = round(100 * values.mean(), 2)
                continue
            errors_of = {
                title: round(100 * np.quantile(values, q), 3) for title, q in QUANTILES.items()
            }
            figures[kind][name] = errors_of
            numbers = ''.join(f'{error:9.2f}' for error in errors_of.values())
            print(f'  {name:32}{numbers}   ({len(values)} lengths)')
    if args.json:
        write_figures(args.json, figures)
    if args.show:
        cv2.imwrite(str(args.show), sheet_of_photos(args.seed))


def sheet_of_photos(seed: int) -> np.ndarray:
    """Return the first photos of each kind with a grid of 10 cm in the plane that was found."""
    rows = []
    for kind, finder in KINDS.items():
        photos = []
        for index in range(4):
            image = photograph(kind, draw_garment(seed, index), index)[0].image
            try:
                to_pixels = finder.plane(image).to_pixels
                for step in np.arange(-100, 101, 10.0):
                    for line in ([(step, -100), (step, 100)], [(-100, step), (100, step)]):
                        ends = project(to_pixels, np.array(line, float))
                        cv2.polylines(image, [np.round(ends).astype(int)], False, (200, 120, 0), 2)
            except PlaneNotFound:
                pass
            photos.append(cv2.resize(image, (500, 600), interpolation=cv2.INTER_AREA))
        rows.append(np.hstack(photos))
    return np.vstack(rows)


if __name__ == '__main__':
    main()
