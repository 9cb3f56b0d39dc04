"""Tests of pycocotools under the name of xtcocotools."""

import importlib
import math
import sys

import numpy as np
import pytest

from fashionkp_mm.compat import coco

AREA, SIGMA = 10000.0, 0.05


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


def dataset(shift, module):
    """Return an object with two key points, and its prediction, moved by ``shift`` pixels."""
    annotation = dict(
        id=1, image_id=1, category_id=1, bbox=[0, 0, 100, 100], area=AREA, iscrowd=0,
        num_keypoints=2, keypoints=[10, 20, 2, 70, 80, 2],
    )  # fmt: skip
    truth = module.COCO()
    truth.dataset = dict(images=[dict(id=1)], categories=[dict(id=1)], annotations=[annotation])
    truth.createIndex()
    moved = [10 + shift, 20, 1, 70 + shift, 80, 1]
    return truth, truth.loadRes([dict(image_id=1, category_id=1, keypoints=moved, score=0.9)])


def test_average_precision_counts_the_thresholds_below_the_similarity(stand_in, capsys):
    from xtcocotools import coco as tables
    from xtcocotools.cocoeval import COCOeval

    # exp(-d**2 / (2 * area * (2 * sigma)**2)) = 0.72 passes 0.5, 0.55, ..., 0.7: five of ten.
    shift = math.sqrt(-math.log(0.72) * 2 * AREA * (2 * SIGMA) ** 2)
    assert coco.is_active()
    evaluation = COCOeval(*dataset(shift, tables), sigmas=np.array([SIGMA, SIGMA]))
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(0.5)


def test_arguments_that_need_xtcocotools_are_refused(stand_in):
    from xtcocotools.cocoeval import COCOeval

    with pytest.raises(NotImplementedError, match=r"'keypoints_crowd'.*xtcocotools"):
        COCOeval(None, None, 'keypoints_crowd')


def test_the_stand_in_has_the_modules_of_xtcocotools(stand_in):
    mask = importlib.import_module('xtcocotools.mask')
    square = np.asfortranarray(np.eye(4, dtype=np.uint8))
    assert mask.area(mask.encode(square)) == 4
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module('xtcocotools.nothing')


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
