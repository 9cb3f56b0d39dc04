"""Fixtures for tests of the light core: small tables and a model with known numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.model_card import ModelCard
from fashionkp.prediction import Prediction
from fashionkp.predictor import Query

HEADER = ','.join(['image_id', 'image_category', *KEYPOINTS])


@pytest.fixture
def csv_row() -> Callable[..., str]:
    """Makes a row: ``csv_row('skirt', 'a', waistband_left='1_2_1')``; other points are absent."""

    def make(category: str, image: str, **points: str) -> str:
        cells = [points.pop(name, '-1_-1_-1') for name in KEYPOINTS]
        assert not points, f'no such key points: {points}'
        return ','.join([f'Images/{category}/{image}.jpg', category, *cells])

    return make


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows to a file, after the official header or another one."""

    def write(*rows: str, name: str = 'a.csv', header: str | None = HEADER) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [header, *rows] if header else list(rows)
        path.write_bytes('\n'.join([*lines, '']).encode())
        return path

    return write


# The official worked example: rows of trousers, in the order of the category's key points.
_TROUSERS = (
    'waistband_left',
    'waistband_right',
    'crotch',
    'bottom_left_in',
    'bottom_left_out',
    'bottom_right_in',
    'bottom_right_out',
)
_TRUTH = (
    '430_284_0 713_303_0 560_537_1 560_626_1 361_588_1 573_622_1 -1_-1_-1',
    '359_301_1 464_297_1 417_403_1 340_669_1 308_658_1 456_713_1 491_714_1',
)
_PREDICTION = (
    '430_294_0 713_323_0 560_567_1 560_666_1 361_638_1 573_682_1 123_345_1',
    '359_311_1 464_317_1 417_433_1 340_709_1 308_708_1 456_773_1 491_784_1',
)


@pytest.fixture
def worked_example(csv_row, csv_file) -> tuple[Path, Path]:
    """Ground truth and predictions of the challenge's own example; NE is 29.994 (official)."""

    def rows(texts: tuple[str, ...]) -> list[str]:
        points = (dict(zip(_TROUSERS, text.split(), strict=True)) for text in texts)
        return [csv_row('trousers', f'{i}', **cells) for i, cells in enumerate(points)]

    return csv_file(*rows(_TRUTH), name='gt.csv'), csv_file(*rows(_PREDICTION), name='pred.csv')


# A model file as "fashionkp export" writes it, whose answers can be worked out by hand.
# in the input, (24, 2): no two alike, some outside
_POINTS = np.stack([np.arange(24) / 4, 9 - np.arange(24) / 2], axis=-1).astype(np.float32)
# if the garment is of each category, (5, 24)
_PRESENCE = (np.arange(120).reshape(5, 24) / 120).astype(np.float32)

_TEXT = """
<ir_version: 10, opset_import: ["": 18]>
garments (uint8[N, 8, 8, 3] images) => (
    float[N, 24, 2] points, float[N, 24] scores, float[N, 5, 24] presence,
    float[N, 5] category_probs
) <int64[2] axes = {1, 2}, int64[1] zero = {0}, int64[1] one = {1},
   int64[1] two = {2}, float[1] thousand = {1000.0}, float[1] full = {255.0}, int64[1] last = {-1}>
{
    values = Cast<to=1>(images)
    colors = ReduceMean<keepdims=0>(values, axes)
    blue = Slice(colors, zero, one, one)
    green = Slice(colors, one, two, one)
    shift = Div(blue, thousand)
    nothing = Sub(blue, blue)
    shifts = Concat<axis=1>(shift, nothing)
    each_shift = Unsqueeze(shifts, one)
    points = Add(base, each_shift)
    share = Div(blue, full)
    scores = Add(share, zeros)
    place = Unsqueeze(nothing, last)
    presence = Add(place, kept)
    distance = Sub(green, steps)
    square = Mul(distance, distance)
    nearness = Neg(square)
    category_probs = Softmax<axis=1>(nearness)
}
"""


@dataclass(frozen=True)
class HandModel:
    """An exported model for pictures of 8 x 8 pixels.

    The mean of blue, 0 to 255, is the score in 255ths and moves x by thousandths of the input's
    pixels; the mean of green chooses the category, 0 the first, 50 the second and so on.

    Attributes:
        path: The file.
        points: Where each of the 24 points lies in the input, (24, 2), some outside.
        presence: If the garment is of each category, (5, 24).
    """

    path: Path
    points: np.ndarray
    presence: np.ndarray


@pytest.fixture(scope='session')
def hand_model(tmp_path_factory) -> HandModel:
    """The file and what it answers."""
    onnx = pytest.importorskip('onnx')
    card = ModelCard(
        name='drawn_by_hand',
        categories=tuple(CATEGORIES),
        keypoints=KEYPOINTS,
        input_size=(8, 8),
        unbiased=False,
        mean=(0, 0, 0),
        std=(1, 1, 1),
        codec='RegressionLabel',
        flip=False,
        ne=None,
        version='0',
    )
    model = onnx.parser.parse_model(_TEXT)
    steps = np.arange(5, dtype=np.float32) * 50
    zeros = np.zeros(24, np.float32)
    constants = dict(base=_POINTS, kept=_PRESENCE, steps=steps, zeros=zeros)
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name) for name, value in constants.items()
    )
    for key, value in card.metadata().items():
        model.metadata_props.add(key=key, value=value)
    path = tmp_path_factory.mktemp('hand_model') / 'model.onnx'
    path.write_bytes(model.SerializeToString())
    return HandModel(path, _POINTS, _PRESENCE)


class FakeModel:
    """Finds points at fixed places of the box, and the category that the first pixel's blue says.

    Attributes:
        categories: Names of the categories that it knows.
        batches: What it was asked for.
    """

    def __init__(self, categories: Sequence[str] = tuple(CATEGORIES)) -> None:
        self.categories = tuple(categories)
        self.batches: list[list[Query]] = []

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        self.batches.append(list(queries))
        return [self._answer(query) for query in queries]

    def _answer(self, query: Query) -> Prediction:
        told = self.categories[int(query.picture[0, 0, 0]) % len(self.categories)]
        probs = {name: 0.6 if name == told else 0.1 for name in self.categories}
        category = query.category or told
        count = len(CATEGORIES[category].keypoints)
        box = query.box or (0, 0, *query.size)
        steps = (np.arange(count)[:, None] + 1) / (count + 1)
        points = np.array(box[:2]) + steps * np.subtract(box[2:], box[:2])
        share = np.linspace(0.2, 0.9, count)
        return Prediction(
            query.image, query.size, box, category, probs[category], probs, points, share, share
        )


@pytest.fixture
def fake_model() -> type[FakeModel]:
    """Class of a model without a network."""
    return FakeModel


@pytest.fixture
def picture() -> Callable[..., np.ndarray]:
    """Makes a picture of which :class:`FakeModel` tells a category: ``picture('skirt')``."""

    def make(category: str = 'blouse', width: int = 40, height: int = 60) -> np.ndarray:
        return np.full((height, width, 3), list(CATEGORIES).index(category), np.uint8)

    return make
