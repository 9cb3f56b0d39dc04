"""The model that predicts if none is named."""

import json
import logging
import pickle
import socket

import numpy as np
import pytest
from shipped_starter import ship_starter

from fashionkp import Predictor
from fashionkp.cli import serve
from fashionkp.cli.main import main
from fashionkp.images.writing import write_image
from fashionkp.inference.default_model import default_model
from fashionkp.model_zoo.cache import SHIPPED, sha256_of
from fashionkp.model_zoo.catalogue import STARTER_SHA256

IMAGE = np.zeros((9, 9, 3), np.uint8)


@pytest.fixture
def starter(hand_model, tmp_path, monkeypatch):
    """A small model in the place of the starter model, with an error on photos."""
    onnx = pytest.importorskip('onnx')
    model = onnx.load(hand_model.path)
    facts = {entry.key: entry.value for entry in model.metadata_props}
    del model.metadata_props[:]
    facts |= {'ne': '18.344', 'measured_on': '"2,147 real photos"'}
    for key, value in facts.items():
        model.metadata_props.add(key=key, value=value)
    onnx.save(model, tmp_path / 'measured.onnx')
    folder = tmp_path / 'package'
    folder.mkdir()
    return ship_starter(tmp_path / 'measured.onnx', folder, monkeypatch)


@pytest.fixture
def offline(monkeypatch):
    """Every connection fails."""

    def refuse(*arguments):
        raise OSError('offline')

    monkeypatch.setattr(socket.socket, 'connect', refuse)


def test_it_is_the_starter_and_one_line_states_its_error(starter, offline, caplog):
    assert default_model() == starter
    (record,) = caplog.records
    assert (record.name, record.levelno) == ('fashionkp', logging.WARNING)
    assert '"starter"' in record.getMessage()
    assert record.getMessage().endswith('normalized error 18.34 % on 2,147 real photos')


def test_a_file_of_that_name_is_not_the_default(starter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'starter').write_bytes(b'a file of the user')
    assert default_model() == starter


def test_a_predictor_without_a_model_can_be_pickled(starter, offline, caplog):
    predictor = Predictor()
    copy = pickle.loads(pickle.dumps(predictor))
    assert len(caplog.records) == 1  # the copy does not repeat it
    assert copy(IMAGE)[0].as_dict() == predictor(IMAGE)[0].as_dict()
    named = Predictor('starter')
    assert len(caplog.records) == 1
    assert named(IMAGE)[0].as_dict() == predictor(IMAGE)[0].as_dict()


def test_a_missing_or_damaged_file_is_one_line(starter, capsys):
    starter.write_bytes(starter.read_bytes()[:-1] + b'?')
    assert main(['predict', str(starter)]) == 2
    error = capsys.readouterr().err
    assert error.count('\n') == 1
    assert 'starter.onnx is damaged' in error
    starter.unlink()
    with pytest.raises(FileNotFoundError, match=r'starter\.onnx is missing: install'):
        Predictor()


def test_the_command_predicts_without_a_model(starter, offline, tmp_path, capsys, caplog):
    write_image(tmp_path / 'a.png', IMAGE)
    assert main(['predict', str(tmp_path / 'a.png'), '--draw', str(tmp_path / 'drawn')]) == 0
    assert len([*(tmp_path / 'drawn').iterdir()]) == 1
    assert len(caplog.records) == 1
    assert main(['predict', str(tmp_path / 'a.png')]) == 0
    without = capsys.readouterr().out
    assert main(['predict', str(tmp_path / 'a.png'), '--model', 'starter']) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(without)
    assert len(caplog.records) == 2


def test_a_recipe_without_weights_is_never_the_starter(starter, tmp_path, capsys, caplog):
    write_image(tmp_path / 'a.png', IMAGE)
    assert main(['predict', str(tmp_path / 'a.png'), '--model', 'cpn_small_all']) == 2
    assert 'no weights' in capsys.readouterr().err
    assert caplog.records == []


def test_serve_without_a_model(starter, monkeypatch, capsys, caplog):
    pytest.importorskip('fastapi')
    monkeypatch.setattr('fashionkp.serving.server.Server.run', lambda *_, **__: None)
    monkeypatch.setenv('OPENCV_LOG_LEVEL', 'OFF')
    monkeypatch.setenv('OPENCV_IO_MAX_IMAGE_PIXELS', '50000000')
    serve._serve(serve.parse_args(['--port', '0']))
    assert 'drawn_by_hand at http' in capsys.readouterr().out
    assert 'real photos' in caplog.text


@pytest.mark.skipif(not (SHIPPED / 'starter.onnx').is_file(), reason='no starter model here')
def test_the_shipped_file_is_the_one_of_the_catalogue_and_small():
    path = SHIPPED / 'starter.onnx'
    assert sha256_of(path) == STARTER_SHA256
    assert path.stat().st_size <= 8_000_000
    card = Predictor().card
    assert (card.name, card.precision, len(card.keypoints)) == ('starter_all', 'float16', 24)
    assert card.measured_on.endswith('real photos')
