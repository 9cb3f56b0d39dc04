"""JSON of any content, where predictions, annotations or boxes are expected: read or refused."""

import copy
import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.table import CATEGORY_POINTS
from fashionkp.formats.coco import read_coco, write_coco
from fashionkp.formats.deepfashion2 import GARMENTS, read_deepfashion2
from fashionkp.inference.boxes import read_boxes
from fashionkp.predictions.jsonl import read_jsonl

pytestmark = pytest.mark.faults

HUGE = int('9' * 400)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, HUGE, float('nan'), float('inf'), -1e308, 'skirt', 'a.jpg', '']),
    st.floats(),
    st.text(max_size=5),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Every place in nested lists and objects."""
    yield path
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(part, (*path, key))


def changed(document, path, value):
    """A copy with another value at a place."""
    if not path:
        return value
    whole = copy.copy(document)
    whole[path[0]] = changed(document[path[0]], path[1:], value)
    return whole


@st.composite
def texts(draw, document):
    """JSON in which some values of a sound document are others, or another text."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.text('[]{}":,0123456789eE+-.truefalsn \n', max_size=40))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(places(document))))
        document = changed(document, path, draw(VALUES))
    return json.dumps(document)


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp('json')


@pytest.fixture(scope='module')
def prediction():
    return dict(
        image='a.jpg',
        size=[10, 20],
        box=[0, 0, 10, 20],
        category='skirt',
        category_score=0.5,
        category_probs=dict(skirt=0.5),
        keypoints={
            name: dict(x=1.0, y=2.0, score=0.5, presence=0.5)
            for name in ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')
        },
    )


@pytest.fixture(scope='module')
def coco(folder):
    table = AnnotationTable(
        np.array(['a.jpg', 'b.jpg']),
        np.array([3, 3], np.int8),
        np.where(CATEGORY_POINTS[[3, 3]][..., None], [5.0, 6.0], -1.0),
        np.where(CATEGORY_POINTS[[3, 3]], 1, -1).astype(np.int8),
        np.array([True, True]),
    )
    write_coco(folder / 'coco.json', table, with_sizes=False)
    return json.loads((folder / 'coco.json').read_text())


@pytest.fixture(scope='module')
def deepfashion():
    number, garment = next(iter(GARMENTS.items()))
    landmarks = [5, 6, 2] * garment.landmarks
    item = dict(category_id=number, bounding_box=[1, 2, 30, 40], landmarks=landmarks)
    return dict(item1=item, source='shop', pair_id=1)


def assert_refuses_with_a_value_error(read, path, name):
    try:
        read(path)
    except ValueError as error:
        return str(error)
    return name


@given(data=st.data())
def test_predictions(folder, prediction, data):
    path = folder / 'a.jsonl'
    path.write_text(data.draw(texts(prediction)) + '\n')
    assert 'a.jsonl' in assert_refuses_with_a_value_error(read_jsonl, path, 'a.jsonl')


@given(data=st.data())
def test_coco(folder, coco, data):
    path = folder / 'a.json'
    path.write_text(data.draw(texts(coco)))
    assert 'a.json' in assert_refuses_with_a_value_error(read_coco, path, 'a.json')


@given(data=st.data())
def test_deepfashion2(folder, deepfashion, data):
    path = folder / 'df' / 'annos' / '000001.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data.draw(texts(deepfashion)))
    assert_refuses_with_a_value_error(read_deepfashion2, folder / 'df', '')


@given(data=st.data())
def test_boxes(folder, data):
    path = folder / 'boxes.json'
    path.write_text(data.draw(texts({'a.jpg': [[1, 2, 3, 4.5]]})))
    assert 'boxes.json' in assert_refuses_with_a_value_error(read_boxes, path, 'boxes.json')


@pytest.mark.parametrize('read', [read_jsonl, read_coco, read_boxes])
@pytest.mark.parametrize('text', ['[' * 100_000, '{"a":' * 100_000, '9' * 5000])
def test_depth_and_length_are_no_way_in(folder, read, text):
    path = folder / 'deep.jsonl'
    path.write_text(text)
    with pytest.raises(ValueError, match=r'deep\.jsonl'):
        read(path)


@example([])
@given(VALUES)
def test_a_sound_document_is_read(folder, prediction, value):
    """Else the tests above would show nothing."""
    path = folder / 'b.jsonl'
    path.write_text(json.dumps({**prediction, 'more': value}))
    assert read_jsonl(path)[0].category == 'skirt'
