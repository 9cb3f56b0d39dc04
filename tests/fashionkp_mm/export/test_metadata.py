"""Metadata of an exported model."""

from dataclasses import replace

from fashionkp import Predictor
from fashionkp_mm.export.metadata import set_card


def test_another_card_replaces_the_first(hand_model, tmp_path):
    card = replace(Predictor(hand_model.path).card, ne=12.0, measured_on='7 photos')
    path = tmp_path / 'other.onnx'
    path.write_bytes(set_card(hand_model.path.read_bytes(), card))
    assert Predictor(path).card == card
