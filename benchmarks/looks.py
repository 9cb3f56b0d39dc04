"""NE of every way to look at a garment, on the validation split, and how often each looks.

    fashionkp export cpn_lite0_all best.pth -o flip.onnx
    fashionkp export cpn_lite0_all best.pth -o once.onnx --no-flip
    FASHIONAI_ROOT=data/fashionai python benchmarks/looks.py flip.onnx once.onnx

Categories are the true ones; every way has the same images and weights.
"""

import argparse
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import read_image
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel, average_views, keypoint_box, scale_box
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table
from fashionkp.score import bootstrap_interval, score_arrays


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('flip', type=Path, help='exported model that averages heatmaps')
    parser.add_argument('once', type=Path, help='the same model, exported with --no-flip')
    return parser.parse_args()


class Remembering:
    """A model that answers a question it has had before from memory."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories
        self.answers: dict[tuple, Prediction] = {}

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        # an image and its mirror image have the same name
        keys = [(one.name, one.box, hash(one.image.tobytes())) for one in queries]
        new = {key: one for key, one in zip(keys, queries, strict=True) if key not in self.answers}
        answers = self.model.predict(list(new.values()))
        self.answers.update(zip(new, answers, strict=True))
        return [self.answers[key] for key in keys]


class FlippedCoordinates:
    """Averages the points of an image and of its mirror image, instead of their heatmaps."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        straight = self.model.predict(queries)
        turned = self.model.predict([mirrored(one) for one in queries])
        return [
            replace(one, keypoints=(one.keypoints + mirrored_points(other)) / 2)
            for one, other in zip(straight, turned, strict=True)
        ]


def mirrored(query: Query) -> Query:
    """The garment in the mirrored image."""
    width = query.size[0]
    x0, y0, x1, y1 = query.box
    image = np.ascontiguousarray(query.image[:, ::-1])
    return replace(query, image=image, box=(width - x1, y0, width - x0, y1))


def mirrored_points(prediction: Prediction) -> np.ndarray:
    """Points predicted in the mirrored image as points of the image itself."""
    order = list(CATEGORIES[prediction.category].flip_indices)
    return prediction.keypoints[order] * (-1, 1) + (prediction.size[0] - 1, 0)


class Closer:
    """A second look with some padding, alone or averaged with the first."""

    def __init__(self, model: GarmentModel, padding: float, both: bool) -> None:
        self.model, self.categories = model, model.categories
        self.padding, self.both = padding, both

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        far = self.model.predict(queries)
        boxes = [keypoint_box(one, self.padding) for one in far]
        near = self.model.predict([replace(q, box=b) for q, b in zip(queries, boxes, strict=True)])
        if not self.both:
            return near
        return [
            replace(one, keypoints=(one.keypoints + other.keypoints) / 2)
            for one, other in zip(far, near, strict=True)
        ]


class Scaled:
    """Looks at one other size only."""

    def __init__(self, model: GarmentModel, factor: float) -> None:
        self.model, self.categories, self.factor = model, model.categories, factor

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        return average_views(self.model, queries, [partial(scale_box, factor=self.factor)])


def ways(straight: GarmentModel, flipped: GarmentModel) -> dict[str, tuple[int, GarmentModel]]:
    """Each way to look, with how many images the network gets for one."""
    found: dict[str, tuple[int, GarmentModel]] = {
        'one look': (1, straight),
        'flip, heatmaps averaged': (2, flipped),
        'flip, coordinates averaged': (2, FlippedCoordinates(straight)),
        'no flip, both looks, 0.15': (2, Closer(straight, 0.15, True)),
    }
    for factor in (0.9, 1.1, 1.2):
        found[f'flip, size {factor} alone'] = (2, Scaled(flipped, factor))
    for scales in ((1.0, 1.1), (1.0, 1.2), (0.9, 1.0, 1.1), (1.0, 1.1, 1.2)):
        found[f'flip, sizes {scales}'] = (2 * len(scales), TTAModel(flipped, scales))
    for padding in (0.05, 0.1, 0.15, 0.2, 0.3):
        found[f'flip, second look alone, {padding}'] = (4, Closer(flipped, padding, False))
        found[f'flip, both looks, {padding}'] = (4, Closer(flipped, padding, True))
    return found


def validation() -> tuple[AnnotationTable, list[Query]]:
    """The validation split, as a table and as what a model is asked."""
    archive = Path(os.environ.get('FASHIONAI_ROOT', 'data/fashionai')) / 'train'
    table = read_annotations(*annotation_files(archive))
    table = table.take(validation_mask(table.image_ids))
    queries = []
    names, paths = table.image_ids.tolist(), table.image_paths()
    for name, path, category in zip(names, paths, table.category_names.tolist(), strict=True):
        image = read_image(path)
        h, w = image.shape[:2]
        queries.append(Query(image, name, category, (0.0, 0.0, float(w), float(h))))
    return table, queries


def main() -> None:
    args = parse_args()
    table, queries = validation()
    straight, flipped = (Remembering(Predictor(path)) for path in (args.once, args.flip))
    flip, counts = errors(table, flipped.predict(queries))
    print(f'{len(queries)} images')
    print(f'{"":34} looks      NE   less than with flip, 95 % interval')
    for name, (looks, model) in ways(straight, flipped).items():
        sums, _ = errors(table, model.predict(queries))
        low, high = bootstrap_interval(flip - sums, counts)
        ne = sums.sum() / counts.sum()
        print(f'{name:34} {looks:5} {ne:7.3f}   {low:.2f} to {high:.2f}', flush=True)


def errors(
    table: AnnotationTable, predictions: Sequence[Prediction]
) -> tuple[np.ndarray, np.ndarray]:
    """Sum of the errors of each image's points in percent, (N,), and their number, (N,)."""
    found = prediction_table(predictions)
    scores = [
        score_arrays(
            found.keypoints[i : i + 1],
            table.keypoints[i : i + 1],
            table.visibility[i : i + 1],
            table.category_ids[i : i + 1],
        )
        for i in range(len(table))
    ]
    counts = np.array([score.points for score in scores])
    return np.array([score.ne if score.points else 0 for score in scores]) * counts, counts


if __name__ == '__main__':
    main()
