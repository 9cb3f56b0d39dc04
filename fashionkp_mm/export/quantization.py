"""An exported model whose layers compute in eight-bit integers."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from fashionkp import Predictor
from fashionkp.inference.backends import INPUT
from fashionkp.inference.crop import InputCrop
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table
from fashionkp.score import score_arrays
from fashionkp_mm.export.calibration_images import Garments

CALIBRATION_IMAGES = 64
TEST_IMAGES = 512

# Convolutions and what lies between them: a sum of two branches would otherwise go to float32 and
# back, and a range that the following ReLU cuts off would be wasted on what is never passed on.
_OPERATORS = ('Conv', 'Add', 'Relu', 'Clip', 'Sigmoid', 'Mul')
_LAYER = 'model.'  # what the names of the weights begin with; the decoding's have none


@dataclass(frozen=True)
class Int8Change:
    """How the answers of a model change with eight-bit layers.

    Attributes:
        images: How many images were compared.
        moved: Mean distance between both models' points, of those that are likely there, pixels of
            the images.
        categories: How many images have another category.
        ne: Normalized error before and after, percent; None without annotations.
    """

    images: int
    moved: float
    categories: int
    ne: tuple[float, float] | None

    def __str__(self) -> str:
        score = '' if self.ne is None else f'NE {self.ne[1]:.2f} % instead of {self.ne[0]:.2f} %, '
        return (
            f'int8, {self.images} images: {score}points moved by {self.moved:.2f} px on '
            f'average, {self.categories} other categories'
        )


def quantized(model: bytes, images: Sequence[np.ndarray]) -> bytes:
    """Let the layers of an exported model compute in eight-bit integers.

    Weights have a scale for each output channel, activations one for each tensor, from the smallest
    to the largest value that the images lead to. Normalization, decoding, what tells the garment
    and the layer that gives the heatmaps stay in float32.

    Args:
        model: Content of the file, in float32.
        images: What it looks at, each (h, w, 3) uint8, BGR.

    Returns:
        Content of a file with the same input and outputs, without metadata.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_static

    proto = onnx.load_from_string(model)
    with TemporaryDirectory() as folder, _quiet():
        path = Path(folder) / 'int8.onnx'
        quantize_static(
            proto,
            path,
            _reader(images),
            op_types_to_quantize=list(_OPERATORS),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_kept(proto),
        )
        done = onnx.load(path)
    del done.metadata_props[:]
    return done.SerializeToString()


def _kept(proto: Any) -> list[str]:
    """Names of the nodes in front of the first layer, and from the last one on."""
    names = [node.name for node in proto.graph.node]
    layers = [
        node.name
        for node in proto.graph.node
        if node.op_type == 'Conv' and node.input[1].startswith(_LAYER)
    ]
    return names[: names.index(layers[0])] + names[names.index(layers[-1]) :]


def _reader(images: Sequence[np.ndarray]) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):
        """Gives the images one by one, then None."""

        def __init__(self) -> None:
            self.left = iter(images)

        def get_next(self) -> dict[str, np.ndarray] | None:
            image = next(self.left, None)
            return None if image is None else {INPUT: image[None]}

    return Reader()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the advice to optimize the graph first: the exporter has done so."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(level)


def model_inputs(garments: Garments, size: tuple[int, int], unbiased: bool) -> list[np.ndarray]:
    """What a model sees of garments, each (h, w, 3) uint8, BGR.

    Args:
        garments: N images.
        size: Width and height of the model's input, pixels.
        unbiased: As in :class:`~fashionkp.inference.model_card.ModelCard`.
    """
    return [
        InputCrop.from_box((0, 0, *one.size), size, unbiased=unbiased).extract(one.image)
        for one in garments.queries()
    ]


def int8_change(before: bytes, after: bytes, garments: Garments) -> Int8Change:
    """Compare the answers of two exported models.

    Args:
        before: Content of the file in float32, with its metadata.
        after: Content of the other.
        garments: Images to compare on.
    """
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ('before.onnx', 'after.onnx')]
        for path, content in zip(paths, (before, after), strict=True):
            path.write_bytes(content)
        models = [Predictor(path) for path in paths]
    firsts = list(models[0].predict(garments.queries()))
    categories = {one.image: one.category for one in firsts}
    asked = (replace(one, category=categories[one.name]) for one in garments.queries())
    seconds = list(models[1].predict(asked))
    distances = [_distances(*pair) for pair in zip(firsts, seconds, strict=True)]
    return Int8Change(
        images=len(garments),
        moved=float(np.concatenate(distances).mean()),
        categories=sum(
            _most_probable(a) != _most_probable(b) for a, b in zip(firsts, seconds, strict=True)
        ),
        ne=None if garments.table is None else (_ne(garments, firsts), _ne(garments, seconds)),
    )


def _distances(one: Prediction, other: Prediction) -> np.ndarray:
    return np.linalg.norm(one.keypoints - other.keypoints, axis=-1)[one.present]


def _most_probable(one: Prediction) -> str:
    return max(one.category_probs, key=one.category_probs.__getitem__)


def _ne(garments: Garments, predictions: Sequence[Prediction]) -> float:
    found, table = prediction_table(predictions), garments.table
    assert table is not None
    return score_arrays(found.keypoints, table.keypoints, table.visibility, table.category_ids).ne
