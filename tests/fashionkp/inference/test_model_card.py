"""Model cards from metadata, valid and invalid."""

import json

import pytest

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.model_card import ModelCard

pytestmark = pytest.mark.faults

onnx = pytest.importorskip('onnx')


@pytest.fixture
def metadata(hand_model):
    return {entry.key: entry.value for entry in onnx.load(hand_model.path).metadata_props}


def test_a_card_survives_writing_and_reading(metadata):
    card = ModelCard.from_metadata(metadata, 'a.onnx')
    assert card.metadata() == metadata
    assert ModelCard.from_metadata(card.metadata(), 'a.onnx') == card


def test_unknown_entries_are_ignored(metadata):
    assert ModelCard.from_metadata({**metadata, 'author': '{'}, 'a.onnx').flip is False


@pytest.mark.parametrize(
    ('name', 'text'),
    [
        ('name', '{'),
        ('name', ''),
        ('name', '[1]'),
        ('name', '[' * 9000),
        ('name', json.dumps('a' * 201)),
        ('name', json.dumps('a\x1b[31mb')),
        ('name', json.dumps('a\nb')),
        ('name', r'"\ud800"'),
        ('categories', '[]'),
        ('categories', '"skirt"'),
        ('categories', '["hat"]'),
        ('categories', '[["skirt"]]'),
        ('categories', '["skirt", "skirt"]'),
        ('keypoints', json.dumps(KEYPOINTS[:23])),
        ('keypoints', json.dumps([*KEYPOINTS, 'nose'])),
        ('keypoints', json.dumps([*KEYPOINTS, 'crotch'])),
        ('keypoints', '{"crotch": 1}'),
        ('input_size', '[-8, 8]'),
        ('input_size', '[0, 8]'),
        ('input_size', '[8, 8, 8]'),
        ('input_size', '[8.5, 8]'),
        ('input_size', '[true, 8]'),
        ('input_size', '[1000000, 1000000]'),
        ('input_size', '"88"'),
        ('unbiased', '1'),
        ('flip', 'null'),
        ('mean', '[NaN, 0, 0]'),
        ('mean', '[1e999, 0, 0]'),
        ('mean', '[0, 0]'),
        ('std', '[0, 1, 1]'),
        ('std', '[-1, 1, 1]'),
        ('codec', '7'),
        ('ne', 'Infinity'),
        ('ne', '-1'),
        ('ne', '"4.5"'),
        ('ne', '9' * 5000),
        ('version', '{}'),
        ('precision', '"float8"'),
        ('precision', '["int8"]'),
        ('calibrated', '1'),
    ],
)
def test_an_invalid_entry_is_named(metadata, name, text):
    with pytest.raises(ValueError, match=rf'^a\.onnx: its metadata: {name} ') as caught:
        ModelCard.from_metadata({**metadata, name: text}, 'a.onnx')
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        (dict(input_size=[16, 8]), 'images of its graph are any x 8 x 8 x 3: .* any x 8 x 16 x 3'),
        (dict(categories=list(CATEGORIES)[:4]), 'presence .* any x 5 x 24: .* any x 4 x 24'),
        (
            dict(categories=['skirt'], keypoints=CATEGORIES['skirt'].keypoints),
            'points of its graph are any x 24 x 2: expected any x 4 x 2 by its metadata',
        ),
    ],
)
def test_a_card_that_does_not_fit_its_graph(hand_model, tmp_path, backend, changes, reason):
    model = onnx.load(hand_model.path)
    for entry in model.metadata_props:
        if entry.key in changes:
            entry.value = json.dumps(changes[entry.key])
    onnx.save(model, tmp_path / 'a.onnx')
    with pytest.raises(ValueError, match=rf'a\.onnx: {reason}'):
        Predictor(tmp_path / 'a.onnx', backend=backend)
