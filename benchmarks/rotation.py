"""NE of garments turned by every angle, with and without "--any-rotation".

    fashionkp synth drawn --num 100 --seed 2027
    python benchmarks/rotation.py drawn --step 45 --chart docs/images/rotation.png
    FASHIONAI_ROOT=data/fashionai python benchmarks/rotation.py --step 45 --images 60
    FASHIONAI_ROOT=data/fashionai python benchmarks/rotation.py --step 90 --validation

Images are turned clockwise about their center, with their points; the frame grows so that nothing
is cut off, and its corners get the median colour of the image's border. The category is given. The
model sees a pixel-identical view once only. Times are those of the processor for one image at a
time, whose variants alternate.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from measurement.alternating import alternate
from measurement.image_errors import image_errors

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.charts.axis import Tick
from fashionkp.charts.legend import series_legend
from fashionkp.charts.line_chart import line_chart
from fashionkp.charts.raster import draw_line_chart
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import read_image
from fashionkp.images.writing import write_image
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.inference.rotated_view import RotatedFrame
from fashionkp.inference.tta import TTAModel
from fashionkp.predictions.prediction import Prediction
from fashionkp.progress import progress_bar
from fashionkp.score import bootstrap_interval

VARIANTS: Mapping[str, Mapping[str, bool]] = {
    'default': {},
    '--any-rotation': dict(any_rotation=True),
}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = Path(os.environ.get('FASHIONAI_ROOT', 'data/fashionai'))
    parser.add_argument(
        'data',
        type=Path,
        nargs='?',
        default=root / 'train',
        help='folder with a table and its images (default: train of FASHIONAI_ROOT)',
    )
    parser.add_argument(
        '--validation', action='store_true', help='only images of the validation split'
    )
    parser.add_argument('--images', type=int, help='images, evenly spread (default: all)')
    parser.add_argument('--model', type=Path, help='exported model (default: the starter model)')
    parser.add_argument(
        '--step', type=int, default=15, help='degrees from one angle to the next (%(default)s)'
    )
    parser.add_argument('--workers', type=int, default=1, help='processes (default: %(default)s)')
    parser.add_argument('--timed', type=int, default=10, help='images to time (%(default)s)')
    parser.add_argument('--chart', type=Path, help='file for the curves, .png')
    return parser.parse_args(argv)


class CachedModel:
    """A model that sees a view once only, and what it predicted for it."""

    def __init__(self, model: GarmentModel) -> None:
        self.model, self.categories = model, model.categories
        self.cache: dict[tuple, Prediction] = {}

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        return [self._predict(query) for query in queries]

    def _predict(self, query: Query) -> Prediction:
        box = tuple(round(edge, 3) for edge in query.region)
        key = (box, query.size, query.category, hash(query.image.tobytes()))
        if key not in self.cache:
            (self.cache[key],) = self.model.predict([query])
        return self.cache[key]


@cache
def predictor(model: Path | None) -> Predictor:
    """Return the model of this process."""
    return Predictor(model, threads=1)


def turned(image: np.ndarray, angle: int) -> tuple[np.ndarray, np.ndarray]:
    """Return an image turned clockwise, and the map to it from the image's pixels, (2, 3)."""
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    quarters, rest = divmod(angle % 360, 90)
    frame = RotatedFrame.from_angle((image.shape[1], image.shape[0]), -rest)
    if rest:
        fill = np.median(border, axis=0).tolist()
        image = cv2.warpAffine(image, frame.matrix, frame.size, borderValue=fill)
    matrix = frame.matrix
    for _ in range(quarters):  # which copy pixels
        turn = RotatedFrame.from_angle((image.shape[1], image.shape[0]), -90).matrix
        matrix = turn @ np.vstack([matrix, [0, 0, 1]])
        image = np.ascontiguousarray(np.rot90(image, -1))
    return image, matrix


def predictions(
    model: Path | None, step: int, image: Path, category: str
) -> dict[str, list[Prediction]]:
    """Predict an image at all angles; points are those of the image as it is.

    Args:
        model: The exported model.
        step: Degrees from one angle to the next.
        image: The image.
        category: Category of its garment.
    """
    cached, pixels = CachedModel(predictor(model)), read_image(image)
    models = {name: TTAModel(cached, **options) for name, options in VARIANTS.items()}
    results: dict[str, list[Prediction]] = {name: [] for name in VARIANTS}
    for angle in range(0, 360, step):
        view, matrix = turned(pixels, angle)
        inverse = cv2.invertAffineTransform(matrix)
        for name, each in models.items():
            (prediction,) = each.predict([Query(view, image.name, category)])
            points = prediction.keypoints @ inverse[:, :2].T + inverse[:, 2]
            results[name].append(replace(prediction, keypoints=points))
    return results


def read_table(args: argparse.Namespace) -> AnnotationTable:
    table = read_annotations(*annotation_files(args.data))
    if args.validation:
        table = table.take(validation_mask(table.image_ids))
    count = min(args.images or len(table), len(table))
    return table.take(np.linspace(0, len(table) - 1, count).round().astype(int))


def predict_table(
    args: argparse.Namespace, table: AnnotationTable
) -> Iterator[dict[str, list[Prediction]]]:
    """Yield the predictions of each image, see :func:`predictions`."""
    rows = zip(table.image_paths(), table.category_names.tolist(), strict=True)
    with get_context('spawn').Pool(args.workers) as pool:
        jobs = [pool.apply_async(predictions, (args.model, args.step, *row)) for row in rows]
        for job in progress_bar(jobs, total=len(jobs)):
            yield job.get()


def relative_times(model: Path | None, queries: Sequence[Query]) -> dict[str, float]:
    """Return the time of each variant relative to the default, the median over images."""

    def seconds(each: TTAModel, images: Iterator[Query]) -> float:
        query = next(images)
        start = time.process_time()
        each.predict([query])
        return time.process_time() - start

    runs = {
        name: partial(seconds, TTAModel(predictor(model), **options), iter([queries[0], *queries]))
        for name, options in VARIANTS.items()
    }
    measured = alternate(runs, len(queries))
    base = measured['default']
    return {
        name: statistics.median(a / b for a, b in zip(values, base, strict=True))
        for name, values in measured.items()
    }


def write_chart(path: Path, angles: Sequence[int], curves: Mapping[str, np.ndarray]) -> None:
    """Write the curves, and a line at 1.5 times the error of upright images."""
    limit = np.full(len(angles), 1.5 * curves['default'][0])
    lines = {**curves, '1.5 times upright': limit}
    around = np.array([*angles, 360])
    series = {name: (around, np.append(values, values[0])) for name, values in lines.items()}
    title = 'Normalized error (%) of garments turned by an angle'
    chart = line_chart(
        title, series, x_label='angle, degrees clockwise', x_limits=(0, 360), y_limits=(0, None)
    )
    ticks = tuple(Tick(angle / 360, f'{angle}') for angle in range(0, 361, 45))
    write_image(path, draw_line_chart(replace(chart, x_ticks=ticks), series_legend(series)))


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table = read_table(args)
    rows = list(predict_table(args, table))
    angles = range(0, 360, args.step)
    sums = {}
    for name in VARIANTS:
        by_angle = [image_errors(table, [row[name][i] for row in rows]) for i in range(len(angles))]
        sums[name], counts = np.array([each for each, _ in by_angle]), by_angle[0][1]
    curves = {name: values.sum(axis=1) / counts.sum() for name, values in sums.items()}
    print(f'{len(table)} images\n\nangle' + ''.join(f'{name:>18}' for name in VARIANTS))
    for i, angle in enumerate(angles):
        print(f'{angle:5}' + ''.join(f'{values[i]:18.2f}' for values in curves.values()))
    upright = sums['default'][0]
    paths = table.image_paths()[: args.timed]
    times = relative_times(args.model, [Query(read_image(path)) for path in paths])
    for name, values in sums.items():
        low, high = bootstrap_interval(values[0] - upright, counts)
        base, curve = curves['default'][0], curves[name]
        print(
            f'{name}: upright {curve[0] - base:+.2f} ({low:.2f} to {high:.2f}), mean '
            f'{curve.mean():.2f}, worst {curve.max():.2f}, {curve.max() / base:.2f} times the '
            f'upright NE; time {times[name]:.1f}'
        )
    if args.chart:
        write_chart(args.chart, angles, curves)


if __name__ == '__main__':
    main()
