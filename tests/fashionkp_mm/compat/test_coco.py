"""Tests of pycocotools under the name of xtcocotools."""

import importlib
import sys

import numpy as np
import pytest

from fashionkp_mm.compat import coco, cocoeval


@pytest.fixture
def stand_in(monkeypatch):
    """Put the stand-in in place of xtcocotools even if that is installed."""
    for name in [name for name in sys.modules if name.split('.')[0] == coco.NAME]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(coco, 'is_usable', lambda: False)
    before = set(sys.modules)
    coco.install()
    yield
    for name in set(sys.modules) - before:
        if name.split('.')[0] == coco.NAME:
            del sys.modules[name]


def test_the_stand_in_has_the_modules_of_xtcocotools(stand_in):
    assert coco.is_active()
    mask = importlib.import_module('xtcocotools.mask')
    square = np.asfortranarray(np.eye(4, dtype=np.uint8))
    assert mask.area(mask.encode(square)) == 4
    evaluation = importlib.import_module('xtcocotools.cocoeval')
    assert evaluation.COCOeval is cocoeval.COCOeval
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module('xtcocotools.missing')


def test_a_warning_names_why_xtcocotools_cannot_be_loaded(monkeypatch, tmp_path):
    package = tmp_path / coco.NAME
    package.mkdir()
    (package / '__init__.py').write_text('')
    (package / 'mask.py').write_text('raise ValueError("numpy.dtype size changed")')
    for name in [name for name in sys.modules if name.split('.')[0] == coco.NAME]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.warns(UserWarning, match='numpy.dtype size changed.*--no-binary xtcocotools'):
        assert not coco.is_usable()
    for name in [name for name in sys.modules if name.split('.')[0] == coco.NAME]:
        monkeypatch.delitem(sys.modules, name)
