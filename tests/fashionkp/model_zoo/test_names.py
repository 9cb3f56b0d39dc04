"""Models by name, in Python and on the command line."""

import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.model_zoo.download import fetch
from fashionkp.model_zoo.names import entry_by_name, find_model

IMAGE = np.zeros((9, 9, 3), np.uint8)


@pytest.fixture
def tiny(add_entry, hand_model):
    """The entry of an exported model that can be fetched."""
    return add_entry('tiny-skirts', {'model.onnx': hand_model.path.read_bytes()})


def test_a_fetched_model_works_by_name_without_the_server(tiny, file_server, hand_model):
    (path,) = fetch(tiny, print)
    file_server.files.clear()
    assert find_model('tiny-skirts') == path
    (own,), (fetched,) = Predictor(hand_model.path)(IMAGE), Predictor('tiny-skirts')(IMAGE)
    np.testing.assert_array_equal(own.keypoints, fetched.keypoints)


def test_other_texts_and_paths_are_returned_as_they_are(tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for model in ('cpn_r50_skirt', 'a.onnx', tmp_path / 'a.onnx', 's3://a/b.onnx'):
        assert find_model(model) == model
    (tmp_path / 'tiny-skirts').write_bytes(b'a file of the user')
    assert find_model('tiny-skirts') == 'tiny-skirts'


def test_an_unknown_name_gets_the_nearest(tiny):
    with pytest.raises(FileNotFoundError, match='tiny-skirt: did you mean tiny-skirts'):
        Predictor('tiny-skirt')
    with pytest.raises(FileNotFoundError, match=r'^no model nothing-like-it$'):
        Predictor('nothing-like-it')


def test_checkpoints_of_others_are_refused_by_name():
    with pytest.raises(
        ValueError, match=r'deepfashion2-r50 is not an exported model: .*--points-from'
    ):
        Predictor('deepfashion2-r50')


def test_entries_by_name(tiny):
    assert entry_by_name('tiny-skirts') is tiny
    with pytest.raises(ValueError, match="'tiny_skirts': did you mean tiny-skirts"):
        entry_by_name('tiny_skirts')
    with pytest.raises(ValueError, match=r'expected one of starter, deepfashion2-r50, tiny-skirts'):
        entry_by_name('x')
