"""The maker of the starter model, without the hours of training."""

import hashlib
import importlib.util
from pathlib import Path

import pytest
import torch

from fashionkp import Predictor

ROOT = Path(__file__).parents[2]


def load_maker():
    spec = importlib.util.spec_from_file_location('maker', ROOT / 'tools' / 'make_starter.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def maker(tmp_path, monkeypatch, hand_model):
    """The program, whose files are in a folder, and whose export is a small model."""
    module = load_maker()
    for name in ('CATALOGUE', 'PAGE', 'EXAMPLE'):
        copy = tmp_path / getattr(module, name).name
        copy.write_text(getattr(module, name).read_text())
        monkeypatch.setattr(module, name, copy)
    monkeypatch.setattr(module, 'MODEL', tmp_path / 'starter.onnx')

    def export(checkpoint, out):
        out.write_bytes(hand_model.path.read_bytes())
        return Predictor(out).card

    monkeypatch.setattr(module, 'export', export)
    monkeypatch.setattr(module, 'calibrated', lambda checkpoint, out: checkpoint)
    return module


def test_one_run_fills_the_file_its_checksum_and_the_page(maker, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(maker, 'measure', lambda *_: (18.344, '2,147 real photos', 'NE 18.344'))
    command = ['--work-dir', str(tmp_path / 'run'), '--checkpoint', 'epoch_1.pth']
    for _ in range(2):
        monkeypatch.setenv('FASHIONAI_ROOT', str(tmp_path))
        maker.main(command)
        digest = hashlib.sha256(maker.MODEL.read_bytes()).hexdigest()
        assert f"STARTER_SHA256 = '{digest}'" in maker.CATALOGUE.read_text()
        assert maker.PAGE.read_text().count('NE 18.344') == 1
        assert 'TODO' not in maker.PAGE.read_text() + maker.EXAMPLE.read_text()
        assert 'alone: normalized error 18.34 % on 2,147 real photos\n' in maker.EXAMPLE.read_text()
    assert Predictor(maker.MODEL).card.accuracy() in capsys.readouterr().out
    assert Predictor(maker.MODEL).card.measured_on == '2,147 real photos'


@pytest.mark.parametrize('coefficients', [None, 0.0, 1.0])
def test_scores_are_calibrated_if_the_training_has_not(coefficients, tmp_path, monkeypatch):
    name = 'score_calibration.coefficients'
    fits = []
    module = load_maker()
    monkeypatch.setattr('fashionkp_mm.apis.calibrate_scores', lambda *a: fits.append(a))
    saved = {'w': torch.ones(1)}
    if coefficients is not None:
        saved[name] = torch.full((4,), coefficients)
    torch.save(dict(state_dict=saved), tmp_path / 'a.pth')
    checkpoint = module.calibrated(tmp_path / 'a.pth', tmp_path / 'b.pth')
    expected = [] if coefficients else [('starter_all', tmp_path / 'a.pth', tmp_path / 'b.pth')]
    assert fits == expected
    assert checkpoint.name == ('a.pth' if coefficients else 'b.pth')


def test_without_photos_the_figures_stay(maker, tmp_path, monkeypatch):
    monkeypatch.delenv('FASHIONAI_ROOT', raising=False)
    before = maker.PAGE.read_text()
    maker.main(['--work-dir', str(tmp_path / 'run'), '--checkpoint', 'epoch_1.pth'])
    assert maker.PAGE.read_text() == before
    assert Predictor(maker.MODEL).card.measured_on == 'drawn garments'


def test_a_file_that_is_too_large_is_not_placed(maker, tmp_path, monkeypatch):
    monkeypatch.delenv('FASHIONAI_ROOT', raising=False)
    monkeypatch.setattr(maker, 'MAX_BYTES', 100)
    with pytest.raises(ValueError, match='expected at most 100'):
        maker.main(['--work-dir', str(tmp_path / 'run'), '--checkpoint', 'epoch_1.pth'])
    assert not maker.MODEL.exists()
