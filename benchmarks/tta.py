"""NE and time of the variants of test-time augmentation on the validation split.

    fashionkp export cpn_lite0_all best.pth -o flip.onnx
    fashionkp export cpn_lite0_all best.pth -o no_flip.onnx --no-flip
    FASHIONAI_ROOT=data/fashionai python benchmarks/tta.py flip.onnx no_flip.onnx

All variants use the same images and weights, and the true categories. The number of views is how
many images the network sees for each photo. Times are those of the processor for one photo at a
time, whose variants alternate.
"""

import argparse
import operator
import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from measurement.alternating import alternate
from measurement.image_errors import image_errors

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import read_image
from fashionkp.inference.keypoint_box import keypoint_box
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction
from fashionkp.score import bootstrap_interval

BASELINE = 'flip, heatmaps averaged'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('flip', type=Path, help='exported model that averages heatmaps')
    parser.add_argument('no_flip', type=Path, help='the same model, exported with --no-flip')
    parser.add_argument('--threads', type=int, default=1, help='threads (default: %(default)s)')
    parser.add_argument(
        '--timed', type=int, default=30, help='photos to measure times on (default: %(default)s)'
    )
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


class SecondPassOnly:
    """The points of the second pass on the crop around the points of the first, alone."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        first = self.model.predict(queries)
        pairs = zip(queries, first, strict=True)
        crops = [replace(query, box=keypoint_box(prediction)) for query, prediction in pairs]
        return list(self.model.predict(crops))


def variants(no_flip: GarmentModel, flip: GarmentModel) -> dict[str, tuple[int, GarmentModel]]:
    """Return the number of views and the model of each variant by name."""
    return {
        'one view': (1, no_flip),
        'flip, heatmaps averaged': (2, flip),
        'flip, points averaged': (2, FlippedCoordinates(no_flip)),
        'second pass': (2, TTAModel(no_flip, refine_crop=True)),
        'flip, second pass': (4, TTAModel(flip, refine_crop=True)),
        'flip, second pass alone': (4, SecondPassOnly(flip)),
        'flip, scales 1.0 1.1': (4, TTAModel(flip, (1.0, 1.1))),
        'flip, scales 0.9 1.0 1.1': (6, TTAModel(flip, (0.9, 1.0, 1.1))),
        'flip, scales 1.0 1.1 1.2': (6, TTAModel(flip, (1.0, 1.1, 1.2))),
    }


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
    models = [Predictor(path, threads=args.threads) for path in (args.no_flip, args.flip)]
    baseline, counts = image_errors(table, models[1].predict(queries))
    costs = times(variants(*models), queries[: args.timed])
    print(f'{len(queries)} images; time of one relative to "{BASELINE}"')
    print(f'{"":26} views  time      NE   gain over {BASELINE}, 95 % interval')
    for name, (views, model) in variants(*map(CachedModel, models)).items():
        sums, _ = image_errors(table, model.predict(queries))
        low, high = bootstrap_interval(baseline - sums, counts)
        ne = sums.sum() / counts.sum()
        gain = (baseline - sums).sum() / counts.sum()
        figures = f'{views:5} {costs[name]:5.2f} {ne:7.3f}   {gain:.2f} ({low:.2f} to {high:.2f})'
        print(f'{name:26} {figures}', flush=True)


def times(
    models: Mapping[str, tuple[int, GarmentModel]], queries: Sequence[Query]
) -> dict[str, float]:
    """Return the time of each variant relative to the baseline, the median over single images."""

    def seconds(model: GarmentModel, images: Iterator[Query]) -> float:
        query = next(images)
        start = time.process_time()
        list(model.predict([query]))
        return time.process_time() - start

    runs = {
        name: partial(seconds, model, iter([queries[0], *queries]))
        for name, (_, model) in models.items()
    }
    measured = alternate(runs, len(queries))
    return {
        name: statistics.median(map(operator.truediv, values, measured[BASELINE]))
        for name, values in measured.items()
    }


if __name__ == '__main__':
    main()
