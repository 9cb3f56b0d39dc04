"""Errors of ``fashionkp serve``, each one line."""

import os
import socket
import sys

import pytest

from fashionkp.cli.main import main

pytest.importorskip('fastapi')


@pytest.fixture(autouse=True)
def _restore_environment(monkeypatch):
    for name in ('OPENCV_IO_MAX_IMAGE_PIXELS', 'OPENCV_LOG_LEVEL'):
        monkeypatch.setenv(name, os.environ.get(name, ''))


def error_of(capsys, *arguments):
    assert main(['serve', *map(str, arguments)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ''
    assert captured.err.count('\n') == 1
    return captured.err


def test_a_port_in_use(hand_model, capsys):
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = taken.getsockname()[1]
        text = error_of(capsys, '--model', hand_model.path, '--port', port)
    assert f'127.0.0.1, port {port}: Address already in use' in text
    assert '--port' in text


@pytest.mark.parametrize(
    ('options', 'message'),
    [
        (['--port', '70000'], '--port 70000: expected 0 to 65535'),
        (['--port', '0', '--host', '192.0.2.1'], '192.0.2.1, port 0'),
        (['--port', '0', '--host', 'no such host'], 'no such host, port 0'),
        (['--port', '0', '--max-mb', '0'], 'max_bytes is 0: expected more than 0'),
        (['--port', '0', '--batch-size', '-2'], 'batch_size is -2: expected more than 0'),
        (['--port', '0', '--scales', '9'], 'scales=(9.0,): expected one or more from'),
        (['--port', '0', '--flip'], 'fashionkp export --flip'),
    ],
)
def test_invalid_options(hand_model, capsys, options, message):
    assert message in error_of(capsys, '--model', hand_model.path, *options)


def test_models_without_heatmaps_cannot_be_averaged(hand_model, capsys):
    models = ['--model', hand_model.path] * 2
    assert 'there are no heatmaps' in error_of(capsys, *models, '--port', '0')


def test_an_invalid_or_missing_model(tmp_path, capsys):
    text = tmp_path / 'text.onnx'
    text.write_text('not a model')
    assert 'text.onnx: not a model' in error_of(capsys, '--model', text, '--port', '0')
    missing = tmp_path / 'none.onnx'
    assert 'no model' in error_of(capsys, '--model', missing, '--port', '0')


def test_a_missing_package(hand_model, capsys, monkeypatch):
    for name in ('uvicorn', 'python_multipart'):
        monkeypatch.setitem(sys.modules, name, None)
    text = error_of(capsys, '--model', hand_model.path)
    assert 'uvicorn, python_multipart are not installed' in text
    assert 'fashionkp-mm[runtime,serve]' in text
