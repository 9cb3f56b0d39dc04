"""NE of the variants of test-time augmentation on the validation split.

    fashionkp export cpn_lite0_all best.pth -o flip.onnx
    fashionkp export cpn_lite0_all best.pth -o no_flip.onnx --no-flip
    FASHIONAI_ROOT=data/fashionai python benchmarks/tta.py flip.onnx no_flip.onnx

All variants use the same images and weights, and the true categories. The number of views is how
many images the network sees for each photo.
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


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('flip', type=Path, help='exported model that averages heatmaps')
    parser.add_argument('no_flip', type=Path, help='the same model, exported with --no-flip')
    return parser.parse_args(argv)


class CachedModel:
    """A model that remembers its predictions."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories
        self.cache: dict[tuple, Prediction] = {}

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        # an image and its mirrored image have the same name
        keys = [(query.name, query.box, hash(query.image.tobytes())) for query in queries]
        new = {key: q for key, q in zip(keys, queries, strict=True) if key not in self.cache}
        predictions = self.model.predict(list(new.values()))
        self.cache.update(zip(new, predictions, strict=True))
        return [self.cache[key] for key in keys]


class FlippedCoordinates:
    """Averages the key points of an image and of its mirrored image, instead of their heatmaps."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        predictions = self.model.predict(queries)
        mirrored = self.model.predict([mirror_query(query) for query in queries])
        return [
            replace(a, keypoints=(a.keypoints + mirrored_keypoints(b)) / 2)
            for a, b in zip(predictions, mirrored, strict=True)
        ]


def mirror_query(query: Query) -> Query:
    """Return the query for the same garment in the mirrored image."""
    width = query.size[0]
    x0, y0, x1, y1 = query.box
    image = np.ascontiguousarray(query.image[:, ::-1])
    return replace(query, image=image, box=(width - x1, y0, width - x0, y1))


def mirrored_keypoints(prediction: Prediction) -> np.ndarray:
    """Convert key points predicted in the mirrored image to the original image, (K, 2)."""
    order = list(CATEGORIES[prediction.category].flip_indices)
    return prediction.keypoints[order] * (-1, 1) + (prediction.size[0] - 1, 0)


class RefinedCrop:
    """A second pass on the crop around the key points of the first.

    Args:
        model: Predicts in both passes.
        margin: Margin around the key points of the first pass, relative to their box.
        average: Whether to average the points of both passes; otherwise the second pass counts.
    """

    def __init__(self, model: GarmentModel, margin: float, *, average: bool) -> None:
        self.model, self.categories = model, model.categories
        self.margin, self.average = margin, average

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        first = self.model.predict(queries)
        boxes = [keypoint_box(prediction, self.margin) for prediction in first]
        crops = [replace(query, box=box) for query, box in zip(queries, boxes, strict=True)]
        second = self.model.predict(crops)
        if not self.average:
            return second
        return [
            replace(a, keypoints=(a.keypoints + b.keypoints) / 2)
            for a, b in zip(first, second, strict=True)
        ]


class Scaled:
    """A single scale other than 1."""

    def __init__(self, model: GarmentModel, factor: float) -> None:
        self.model, self.categories, self.factor = model, model.categories, factor

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        return average_views(self.model, queries, [partial(scale_box, factor=self.factor)])


def variants(no_flip: GarmentModel, flip: GarmentModel) -> dict[str, tuple[int, GarmentModel]]:
    """Return the number of views and the model of each variant by name."""
    models: dict[str, tuple[int, GarmentModel]] = {
        'one view': (1, no_flip),
        'flip, heatmaps averaged': (2, flip),
        'flip, coordinates averaged': (2, FlippedCoordinates(no_flip)),
        'no flip, both passes, 0.15': (2, RefinedCrop(no_flip, 0.15, average=True)),
    }
    for factor in (0.9, 1.1, 1.2):
        models[f'flip, scale {factor} only'] = (2, Scaled(flip, factor))
    for scales in ((1.0, 1.1), (1.0, 1.2), (0.9, 1.0, 1.1), (1.0, 1.1, 1.2)):
        models[f'flip, scales {scales}'] = (2 * len(scales), TTAModel(flip, scales))
    for margin in (0.05, 0.1, 0.15, 0.2, 0.3):
        models[f'flip, second pass only, {margin}'] = (4, RefinedCrop(flip, margin, average=False))
        models[f'flip, both passes, {margin}'] = (4, RefinedCrop(flip, margin, average=True))
    return models


def validation() -> tuple[AnnotationTable, list[Query]]:
    """Read the validation split: its table, and the queries for its images."""
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


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table, queries = validation()
    no_flip, flip = (CachedModel(Predictor(path)) for path in (args.no_flip, args.flip))
    baseline, counts = errors(table, flip.predict(queries))
    print(f'{len(queries)} images')
    print(f'{"":34} views      NE   gain over flip, 95 % interval')
    for name, (views, model) in variants(no_flip, flip).items():
        sums, _ = errors(table, model.predict(queries))
        low, high = bootstrap_interval(baseline - sums, counts)
        ne = sums.sum() / counts.sum()
        print(f'{name:34} {views:5} {ne:7.3f}   {low:.2f} to {high:.2f}', flush=True)


def errors(
    table: AnnotationTable, predictions: Sequence[Prediction]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of the errors of each image in percent, (N,), and its counted points, (N,)."""
    predicted = prediction_table(predictions)
    scores = [
        score_arrays(
            predicted.keypoints[i : i + 1],
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
