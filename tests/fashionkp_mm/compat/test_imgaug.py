import importlib

import pytest

from fashionkp_mm.compat import imgaug


def test_what_is_missing_is_named_when_it_is_called(monkeypatch):
    module = imgaug.StandIn('imgaug.augmenters')
    with pytest.raises(ModuleNotFoundError, match=r'imgaug\.augmenters\.Sequential.*pip install'):
        module.Sequential([])


def test_all_transforms_of_mmdet_are_imported():
    transforms = importlib.import_module('mmdet.datasets.transforms')
    assert transforms.PackDetInputs
