"""``fashionkp predict --device`` and ``fashionkp serve --device`` for exported models."""

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main


@pytest.fixture
def photo(tmp_path):
    """The path of a photo."""
    path = str(tmp_path / 'a.png')
    cv2.imwrite(path, np.zeros((40, 40, 3), np.uint8))
    return path


def test_an_exported_model_runs_on_the_device_or_not_at_all(photo, hand_model, capsys):
    command = ['predict', photo, '--model', str(hand_model.path), '--device']
    for device, reason in (
        ('tpu', "device 'tpu': expected cpu, openvino:GPU, or one of ONNX Runtime: "),
        ('dml', "device 'dml': the installed onnxruntime has no DmlExecutionProvider"),
    ):
        assert main([*command, device]) == 2
        assert f'fashionkp predict: {reason}' in capsys.readouterr().err
    assert main([*command, 'cpu']) == 0
    expected = capsys.readouterr().out
    assert '"category"' in expected
    assert main([*command, 'openvino:CPU']) == 0
    assert len(capsys.readouterr().out) == pytest.approx(len(expected), rel=0.1)


def test_serve_refuses_a_device_that_is_not_there(hand_model, capsys):
    pytest.importorskip('fastapi')
    command = ['serve', '--model', str(hand_model.path), '--port', '0', '--device']
    assert main([*command, 'dml']) == 2
    assert 'pip install onnxruntime-directml' in capsys.readouterr().err
