"""Tests of the quantization of an exported model."""

import numpy as np
import onnx
import pytest

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.splits import validation_mask
from fashionkp.inference.int8_weights import EXACT_LIMIT, largest_int8_weight
from fashionkp.synthetic import write_dataset
from fashionkp_mm.export.calibration_images import GarmentImages, find_garment_images
from fashionkp_mm.export.onnx_export import quantize_model
from fashionkp_mm.export.quantization import int8_change, model_inputs

FLOAT = onnx.TensorProto.FLOAT


@pytest.fixture(scope='module')
def garments(tmp_path_factory):
    folder = tmp_path_factory.mktemp('garments') / 'archive'
    write_dataset(folder, 24, seed=1)
    return find_garment_images(folder, list(CATEGORIES))


def float_weights(model: onnx.ModelProto) -> set[str]:
    return {weight.name for weight in model.graph.initializer if weight.data_type == FLOAT}


def test_layers_are_quantized_and_decoding_is_not(exported, garments, tmp_path):
    predictor = Predictor(exported.path)
    data, card, change = quantize_model(exported.path.read_bytes(), predictor.card, garments)
    (tmp_path / 'int8.onnx').write_bytes(data)
    assert Predictor(tmp_path / 'int8.onnx').card == card
    assert change.ne is not None
    assert (card.precision, card.ne) == ('int8', change.ne[1])
    assert change.images == validation_mask(image.name for image in garments.images).sum()
    assert str(change).startswith(f'int8, {change.images} images: NE {card.ne:.2f} % instead of ')
    before = float_weights(onnx.load(exported.path))
    after = float_weights(onnx.load_from_string(data))
    assert 'model.head.refine_net.predictors.0.weight' in after & before
    assert {name for name in before if name.startswith('model.backbone.')}.isdisjoint(after)
    assert {name for name in before if not name.startswith('model.')} <= after
    assert EXACT_LIMIT // 2 < largest_int8_weight(data) <= EXACT_LIMIT


def test_an_unchanged_model_has_no_change(hand_model, garments):
    data = hand_model.path.read_bytes()
    change = int8_change(data, data, garments)
    assert change.ne is not None
    assert (change.images, change.moved, change.categories) == (24, 0, 0)
    assert change.ne[0] == change.ne[1]


def test_without_annotations_there_is_no_error(hand_model, garments):
    data = hand_model.path.read_bytes()
    change = int8_change(data, data, GarmentImages(garments.images))
    assert change.ne is None
    assert 'NE' not in str(change)


def test_inputs_are_whole_images_at_the_size_of_the_model(garments):
    few = garments.take(np.ones(len(garments), bool), 3)
    inputs = model_inputs(few, (48, 64), unbiased=True)
    assert [image.shape for image in inputs] == [(64, 48, 3)] * 3
