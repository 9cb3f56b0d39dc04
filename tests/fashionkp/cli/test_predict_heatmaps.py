"""fashionkp predict --heatmaps: with exported models."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.cli.main import main
from fashionkp.visualization.heatmaps import PANEL_SIDE


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A model with heatmaps; a photo a.png is in the current folder."""
    monkeypatch.chdir(tmp_path)
    cv2.imwrite('a.png', np.zeros((40, 40, 3), np.uint8))
    heatmaps = np.random.default_rng(0).random((24, 8, 8))
    return str(write_heatmap_model(tmp_path / 'model.onnx', heatmaps, np.ones(24)))


def test_heatmaps_are_drawn_beside_other_outputs(model, capsys):
    command = ['predict', '.', '--model', model, '--category', 'skirt', '--heatmaps', 'maps']
    for _ in range(2):  # its own drawings are replaced, and are no inputs
        assert main([*command, '--draw', 'drawn', '-o', 'points.jsonl']) == 0
        panels = cv2.imread('maps/a.png')
        assert panels.shape[0] > 2 * PANEL_SIDE
        assert os.listdir('maps') == os.listdir('drawn') == ['a.png']
        assert len(Path('points.jsonl').read_text().splitlines()) == 1
    assert main([*command[:-1], 'only']) == 0
    assert capsys.readouterr().out == ''


def test_photos_are_never_replaced(model, capsys):
    assert main(['predict', 'a.png', '--model', model, '--heatmaps', '.']) == 2
    assert '--heatmaps: a.png is not a drawing' in capsys.readouterr().err


def test_models_without_heatmaps_are_refused(model, hand_model, capsys):
    command = ['predict', 'a.png', '--model', str(hand_model.path), '--heatmaps', 'maps']
    assert main(command) == 2
    assert 'there are no heatmaps' in capsys.readouterr().err
