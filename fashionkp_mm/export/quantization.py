"""Quantization of the layers of an exported model to 8-bit integers."""

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
from fashionkp_mm.export.calibration_images import GarmentImages

CALIBRATION_IMAGES = 64
TEST_IMAGES = 512

# Convolutions and the operators between them. Without those, a sum of two branches would be
# converted to float32 and back, and a convolution would use half of its range for values that the
# following ReLU removes.
_OPERATORS = ('Conv', 'Add', 'Relu', 'Clip', 'Sigmoid', 'Mul')
_WEIGHT_PREFIX = 'model.'  # of the names of weights; constants of the decoding do not have it


@dataclass(frozen=True)
class Int8Change:
    """Change of the predictions of a model by quantization.

    Attributes:
        images: Number of compared images.
        moved: Mean distance between the key points of both models, of those that are likely
            present, pixels of the images.
        categories: Number of images whose predicted category differs.
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
            f'average, {self.categories} categories changed'
        )


def quantize(model: bytes, images: Sequence[np.ndarray], *, seven_bits: bool = True) -> bytes:
    """Quantize the layers of an exported model to 8-bit integers.

    Weights have one scale per output channel. Activations have one scale per tensor,
    from its smallest to its largest value for the images. Normalization, decoding, the garment head
    and the layer that predicts the heatmaps stay in float32.

    Args:
        model: Content of the float32 ONNX file.
        images: Calibration images of the model's input size, each (h, w, 3) uint8, BGR.
        seven_bits: Whether weights are from -64 to 64, so that the sums of their products are exact
            on every CPU, see :data:`~fashionkp.inference.int8_weights.EXACT_LIMIT`.

    Returns:
        Content of the quantized ONNX file, without metadata.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_static

    proto = onnx.load_from_string(model)
    with TemporaryDirectory() as folder, _warnings_disabled():
        path = Path(folder) / 'int8.onnx'
        quantize_static(
            proto,
            path,
            _calibration_reader(images),
            op_types_to_quantize=list(_OPERATORS),
            per_channel=True,
            reduce_range=seven_bits,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=_float32_nodes(proto),
        )
        quantized = onnx.load(path)
    del quantized.metadata_props[:]
    return quantized.SerializeToString()


def _float32_nodes(proto: Any) -> list[str]:
    """Return the names of the nodes before the first layer, and from the last layer on."""
    names = [node.name for node in proto.graph.node]
    layers = [
        node.name
        for node in proto.graph.node
        if node.op_type == 'Conv' and node.input[1].startswith(_WEIGHT_PREFIX)
    ]
    return names[: names.index(layers[0])] + names[names.index(layers[-1]) :]


def _calibration_reader(images: Sequence[np.ndarray]) -> Any:
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):
        """Returns the images one by one, then None."""

        def __init__(self) -> None:
            self.images = iter(images)

        def get_next(self) -> dict[str, np.ndarray] | None:
            image = next(self.images, None)
            return None if image is None else {INPUT: image[None]}

    return Reader()


@contextmanager
def _warnings_disabled() -> Iterator[None]:
    """Disable the warning to optimize the graph first, because the exporter has optimized it."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(level)


def model_inputs(
    garments: GarmentImages, size: tuple[int, int], *, unbiased: bool
) -> list[np.ndarray]:
    """Return images at the input size of a model, each (h, w, 3) uint8, BGR.

    Args:
        garments: The images.
        size: Width and height of the model's input, pixels.
        unbiased: See :class:`~fashionkp.inference.model_card.ModelCard`.
    """
    return [
        InputCrop.from_box(query.region, size, unbiased=unbiased).extract(query.image)
        for query in garments.queries()
    ]


def int8_change(before: bytes, after: bytes, garments: GarmentImages) -> Int8Change:
    """Compare the predictions of an exported model before and after quantization.

    Args:
        before: Content of the float32 ONNX file, with metadata.
        after: Content of the quantized ONNX file, with metadata.
        garments: Images to compare on.
    """
    float_model, int8_model = _load(before), _load(after)
    expected = list(float_model.predict(garments.queries()))
    # the same categories, so that both models predict the same key points
    categories = {prediction.image: prediction.category for prediction in expected}
    queries = (replace(query, category=categories[query.name]) for query in garments.queries())
    predicted = list(int8_model.predict(queries))
    pairs = list(zip(expected, predicted, strict=True))
    return Int8Change(
        images=len(garments),
        moved=float(np.concatenate([_distances(*pair) for pair in pairs]).mean()),
        categories=sum(_most_probable(a) != _most_probable(b) for a, b in pairs),
        ne=None if garments.table is None else (_ne(garments, expected), _ne(garments, predicted)),
    )


def _load(model: bytes) -> Predictor:
    with TemporaryDirectory() as folder:
        path = Path(folder) / 'model.onnx'
        path.write_bytes(model)
        return Predictor(path)


def _distances(expected: Prediction, predicted: Prediction) -> np.ndarray:
    """Return the distances of the key points that are likely present, pixels."""
    distances = np.linalg.norm(predicted.keypoints - expected.keypoints, axis=-1)
    return distances[expected.present]


def _most_probable(prediction: Prediction) -> str:
    return max(prediction.category_probs, key=prediction.category_probs.__getitem__)


def _ne(garments: GarmentImages, predictions: Sequence[Prediction]) -> float:
    """Return the normalized error of predictions, percent."""
    predicted, table = prediction_table(predictions), garments.table
    assert table is not None
    score = score_arrays(predicted.keypoints, table.keypoints, table.visibility, table.category_ids)
    return score.ne
