"""Tests of the empty modules in place of imgaug."""

import importlib

import pytest

from fashionkp_mm.compat import imgaug


def test_calling_a_missing_class_names_it():
    module = imgaug.StandIn('imgaug.augmenters')
    with pytest.raises(ModuleNotFoundError, match=r'imgaug\.augmenters\.Sequential.*pip install'):
        module.Sequential([])


def test_the_transforms_of_mmdet_can_be_imported():
    transforms = importlib.import_module('mmdet.datasets.transforms')
    assert transforms.PackDetInputs
