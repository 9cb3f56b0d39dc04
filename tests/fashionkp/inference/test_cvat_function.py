"""CVAT's auto-annotation function, run by cvat-sdk without a server."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from fashionkp.categories import CATEGORIES
from fashionkp.formats.cvat import cvat_labels
from fashionkp.inference import cvat_function
from fashionkp.optional_packages import MissingPackage
from fashionkp.predictions.prediction import Prediction

SKIRT = Prediction(
    image='',
    size=(9, 9),
    box=(0, 0, 9, 9),
    category='skirt',
    category_score=0.9,
    category_probs={'skirt': 0.9},
    keypoints=np.array([[1.5, 2], [3, 4], [5, 6], [7, 8]]),
    scores=np.array([0.9, 0.7, 0.1, 0.8]),
    presence=np.array([1, 0.6, 0.2, 0.9]),
)


class StandIn:
    """A predictor with one answer."""

    categories = tuple(CATEGORIES)

    def __init__(self, model):
        assert model == 'mine'

    def __call__(self, image):
        assert isinstance(image, Image.Image)
        return [SKIRT]


@pytest.fixture
def function(monkeypatch):
    pytest.importorskip('cvat_sdk')
    monkeypatch.setattr(cvat_function, 'Predictor', StandIn)
    return cvat_function.create(model='mine')


def test_its_labels_are_those_of_the_label_definition(function):
    labels = function.spec.labels  # checked by cvat-sdk
    names = [(label.name, [point.name for point in label.sublabels]) for label in labels]
    assert names == [
        (label['name'], [point['name'] for point in label['sublabels']]) for label in cvat_labels()
    ]


def test_a_skeleton_has_all_points_and_absent_ones_are_outside(function):
    context = SimpleNamespace(conf_threshold=None)
    [shape] = function.detect(context, Image.new('RGB', (9, 9)))
    assert shape.type.value == 'skeleton'
    assert function.spec.labels[shape.label_id].name == 'skirt'
    elements = [(e.label_id, e.points, e.outside) for e in shape.elements]
    assert elements == [
        (0, [1.5, 2.0], False),
        (1, [3.0, 4.0], False),
        (2, [5.0, 6.0], True),
        (3, [7.0, 8.0], False),
    ]


@pytest.mark.parametrize(('threshold', 'count'), [(0.8, 1), (0.81, 0)])
def test_the_threshold_is_of_the_mean_score_of_present_points(function, threshold, count):
    context = SimpleNamespace(conf_threshold=threshold)
    assert len(function.detect(context, Image.new('RGB', (9, 9)))) == count


def test_the_file_can_be_loaded_by_its_path():
    """As ``cvat-cli auto-annotate --function-file`` does."""
    spec = spec_from_file_location('__cvat_function__', cvat_function.__file__)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert callable(module.create)


def test_without_cvat_sdk_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, 'cvat_sdk', None)
    monkeypatch.delitem(sys.modules, 'cvat_sdk.auto_annotation', raising=False)
    with pytest.raises(MissingPackage, match='pip install cvat-sdk'):
        cvat_function.create()
