"""Predictions, annotations and boxes in JSON of any content are read or refused."""

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
from fashionkp.formats.label_studio import read_label_studio
from fashionkp.formats.label_studio.writer import label_studio_tasks
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


def paths(value, path=()):
    """Yield the path of every value in nested lists and objects."""
    yield path
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(part, (*path, key))


def with_value(document, path, value):
    """Return a copy with another value at a path."""
    if not path:
        return value
    copied = copy.copy(document)
    copied[path[0]] = with_value(document[path[0]], path[1:], value)
    return copied


@st.composite
def texts(draw, document):
    """Draw a valid document with some values replaced, or another text."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.text('[]{}":,0123456789eE+-.truefalsn \n', max_size=40))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(list(paths(document))))
        document = with_value(document, path, draw(VALUES))
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
def table():
    return AnnotationTable(
        image_ids=np.array(['a.jpg', 'b.jpg']),
        category_ids=np.array([3, 3], np.int8),
        keypoints=np.where(CATEGORY_POINTS[[3, 3]][..., None], [5.0, 6.0], -1.0),
        visibility=np.where(CATEGORY_POINTS[[3, 3]], [[1], [0]], -1).astype(np.int8),
        labelled=np.array([True, True]),
    )


@pytest.fixture(scope='module')
def coco(folder, table):
    write_coco(folder / 'coco.json', table, with_sizes=False)
    return json.loads((folder / 'coco.json').read_text())


@pytest.fixture(scope='module')
def deepfashion():
    number, garment = next(iter(GARMENTS.items()))
    landmarks = [5, 6, 2] * garment.landmarks
    item = dict(category_id=number, bounding_box=[1, 2, 30, 40], landmarks=landmarks)
    return dict(item1=item, source='shop', pair_id=1)


def assert_is_read_or_named(read, path, name):
    """Check that a reader raises nothing but a ValueError that names the file."""
    try:
        read(path)
    except ValueError as error:
        assert name in str(error)  # noqa: PT017, other errors fail the test


@given(data=st.data())
def test_predictions(folder, prediction, data):
    path = folder / 'a.jsonl'
    path.write_text(data.draw(texts(prediction)) + '\n')
    assert_is_read_or_named(read_jsonl, path, 'a.jsonl')


@given(data=st.data())
def test_coco(folder, coco, data):
    path = folder / 'a.json'
    path.write_text(data.draw(texts(coco)))
    assert_is_read_or_named(read_coco, path, 'a.json')


@given(data=st.data())
def test_label_studio(folder, table, data):
    path = folder / 'tasks.json'
    tasks = list(label_studio_tasks(table, np.array([[50, 60], [50, 60]])))
    path.write_text(data.draw(texts(tasks)))
    assert_is_read_or_named(read_label_studio, path, 'tasks.json')


@given(data=st.data())
def test_deepfashion2(folder, deepfashion, data):
    path = folder / 'df' / 'annos' / '000001.json'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data.draw(texts(deepfashion)))
    assert_is_read_or_named(read_deepfashion2, folder / 'df', '000001.json')


@given(data=st.data())
def test_boxes(folder, data):
    path = folder / 'boxes.json'
    path.write_text(data.draw(texts({'a.jpg': [[1, 2, 3, 4.5]]})))
    assert_is_read_or_named(read_boxes, path, 'boxes.json')


@pytest.mark.parametrize('read', [read_jsonl, read_coco, read_label_studio, read_boxes])
@pytest.mark.parametrize('text', ['[' * 100_000, '{"a":' * 100_000, '9' * 5000])
def test_deep_and_long_documents_are_refused(folder, read, text):
    path = folder / 'deep.jsonl'
    path.write_text(text)
    with pytest.raises(ValueError, match=r'deep\.jsonl'):
        read(path)


@example([])
@given(VALUES)
def test_a_valid_document_is_read(folder, prediction, value):
    """Otherwise, the tests above would prove nothing."""
    path = folder / 'b.jsonl'
    path.write_text(json.dumps({**prediction, 'more': value}))
    assert read_jsonl(path)[0].category == 'skirt'
