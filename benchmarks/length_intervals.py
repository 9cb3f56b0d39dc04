"""Share of true lengths within the margins of predicted ones, on drawn garments or on photos.

    python benchmarks/length_intervals.py [--num 1000] [--seed 72002]
    python benchmarks/length_intervals.py --data FOLDER
    python benchmarks/length_intervals.py --num 1500 --seed 71001 --fit

The category is given; lengths are in pixels, and count if their key points are annotated and
predicted as present. ``--fit`` prints the maximum likelihood estimate of the numbers in
fashionkp/point_errors.py.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from fashionkp import Prediction, Predictor
from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import category_by_name
from fashionkp.images.reading import read_image
from fashionkp.inference.query import Query
from fashionkp.measurements import measure
from fashionkp.progress import progress_bar
from fashionkp.score import CORRECT
from fashionkp.synthetic import write_dataset


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--data', type=Path, help='folder of an archive; drawn garments by default')
    parser.add_argument('--num', type=int, default=1000, help='number of drawn garments')
    parser.add_argument('--seed', type=int, default=72002, help='seed of the drawn garments')
    parser.add_argument('--model', type=Path, help='exported model; the starter by default')
    parser.add_argument('--fit', action='store_true', help='fit the numbers of the margins')
    return parser.parse_args(argv)


def predict(model: Path | None, table: AnnotationTable) -> list[Prediction]:
    """Predict the images of a table with their categories given."""
    categories = table.category_names.tolist()
    queries = (
        Query(read_image(path), category=category)
        for path, category in zip(table.image_paths(), categories, strict=True)
    )
    return list(progress_bar(Predictor(model, threads=1).predict(queries), total=len(table)))


def coverage(table: AnnotationTable, predictions: Sequence[Prediction]) -> None:
    """Print the share of true lengths within the margin, by length and by relative margin."""
    rows = defaultdict(list)
    for index, prediction in enumerate(predictions):
        ids = list(category_by_name(prediction.category).keypoint_ids)
        present = table.visibility[index, ids] >= 0
        true = measure(prediction.category, table.keypoints[index, ids], present).pixels
        lengths = prediction.lengths()
        for name, margin in lengths.pixel_margins.items():
            if true[name] is not None:
                length = lengths.pixels[name]
                rows[name].append((abs(length - true[name]), margin, length))
    print(f'{"length":20}{"number":>8}{"within":>9}{"margin":>9}{"error":>8}   (medians, % of it)')
    for name, values in [('all', [row for part in rows.values() for row in part]), *rows.items()]:
        error, margin, length = np.array(values).T
        within = 100 * (error <= margin).mean()
        relative = [100 * np.median(part / length) for part in (margin, error)]
        print(f'{name:20}{len(error):8}{within:8.1f}%{relative[0]:9.1f}{relative[1]:8.1f}')


def fit(table: AnnotationTable, predictions: Sequence[Prediction]) -> None:
    """Print the maximum likelihood estimate of the shape of the log-logistic distribution."""
    from scipy.optimize import minimize

    errors, scores = [], []
    for index, prediction in enumerate(predictions):
        category = category_by_name(prediction.category)
        ids = list(category.keypoint_ids)
        pair = [category.keypoints.index(name) for name in category.normalizing_pair]
        annotated = table.visibility[index, ids] >= 0
        unit = np.hypot(*(prediction.keypoints[pair[1]] - prediction.keypoints[pair[0]]))
        if unit < 10 or not annotated[pair].all():
            continue
        distances = np.hypot(*(prediction.keypoints - table.keypoints[index, ids]).T) / unit
        errors += distances[annotated].tolist()
        scores += prediction.scores[annotated].tolist()
    probabilities = np.clip(scores, 1e-3, 1 - 1e-3)
    logits = np.log(probabilities / (1 - probabilities))
    ratio = np.log(np.maximum(errors, 1e-3) / (CORRECT / 100))

    def cost(shape: np.ndarray) -> float:
        slope = shape[0] + shape[1] * np.maximum(logits, 0)
        z = logits + slope * ratio
        return float((np.logaddexp(0, -z) + np.logaddexp(0, z) - np.log(slope)).sum())

    best = minimize(cost, [1.5, 0.2], method='Nelder-Mead').x
    print(f'{len(errors)} points: shape {best[0]:.3f} + {best[1]:.3f} x logit of the score')


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        if args.data is None:
            write_dataset(Path(folder), args.num, args.seed)
        table = read_annotations(*annotation_files(args.data or folder))
        predictions = predict(args.model, table)
    (fit if args.fit else coverage)(table, predictions)


if __name__ == '__main__':
    main()
