"""Tests of the boxes of a detector: the best one of each row, and errors that name the entry."""

import json

import numpy as np
import pytest

from fashionkp_mm.datasets.detected_boxes import detected_boxes


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a file of boxes."""

    def write(entries):
        path = tmp_path / 'boxes.json'
        path.write_text(entries if isinstance(entries, str) else json.dumps(entries))
        return path

    return write


@pytest.fixture
def entry(table):
    """A valid box of the first row, a blouse."""
    return dict(image_id=str(table.image_ids[0]), bbox=[10, 20, 30, 40], score=0.5, category_id=1)


def test_the_best_box_of_the_category_counts(write, entry, table):
    others = [
        dict(entry, bbox=[0, 0, 1, 1], score=0.4),
        dict(entry, bbox=[0, 0, 2, 2], score=0.9, category_id=2),
        dict(entry, bbox=[0, 0, 3, 3], score=0.9, image_id='Images/blouse/other.jpg'),
    ]
    boxes, scores = detected_boxes(write([*others, entry]), table)
    np.testing.assert_array_equal(boxes[0], [10, 20, 40, 60])
    assert scores[0] == 0.5
    assert np.isnan(boxes[1:]).all()
    assert (scores[1:] == 1).all()


def test_a_box_without_a_category_is_for_all(write, entry, table):
    free = {key: value for key, value in entry.items() if key != 'category_id'}
    boxes, _ = detected_boxes(write([entry, dict(free, bbox=[0, 0, 5, 6], score=0.8)]), table)
    np.testing.assert_array_equal(boxes[0], [0, 0, 5, 6])


@pytest.mark.parametrize(
    ('change', 'error'),
    [
        (dict(bbox=[1, 2, 3]), r'\[0\]\.bbox'),
        (dict(bbox=[1, 2, 0, 5]), r'\[0\]\.bbox'),
        (dict(score='high'), r'\[0\]\.score'),
        (dict(category_id=6), r'\[0\]\.category_id = 6: expected 1 to 5'),
        (dict(image_id=7), r'\[0\]\.image_id'),
        (dict(image_id='unknown.jpg'), 'no box for any of 20 rows'),
    ],
)
def test_a_malformed_entry_is_named(write, entry, table, change, error):
    with pytest.raises(ValueError, match=error):
        detected_boxes(write([dict(entry, **change)]), table)


@pytest.mark.parametrize('text', ['{', '{}'])
def test_a_file_that_is_no_list_is_named(write, table, text):
    with pytest.raises(ValueError, match=r'boxes\.json'):
        detected_boxes(write(text), table)
