"""Boxes from files and from callers, checked."""

import numpy as np
import pytest

from fashionkp.inference.boxes import boxes_per_image, check_box, check_boxes, read_boxes


def test_boxes_may_extend_beyond_the_image():
    np.testing.assert_array_equal(check_boxes([-5, -5, 45, 65], 40, 60), [[-5, -5, 45, 65]])


def test_an_image_may_have_no_boxes():
    assert check_boxes([], 40, 60).shape == check_boxes(np.zeros((0, 4)), 40, 60).shape == (0, 4)


@pytest.mark.parametrize(
    'box', [[5, 0, 5, 9], [0, 0, np.nan, 9], [40, 0, 50, 9], [-9, -9, 0, 0], [9, 9, 5, 5]]
)
def test_a_box_without_overlap_with_the_image_is_refused(box):
    with pytest.raises(ValueError, match=r'a\.jpg: box .*40 x 60'):
        check_boxes([[0, 0, 9, 9], box], 40, 60, 'a.jpg')


def test_boxes_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r'shape \(2, 3\)'):
        check_boxes(np.zeros((2, 3)), 40, 60)


@pytest.mark.parametrize('box', [(0, 0, 5), (0, 0, 5, np.inf), (5, 0, 5, 9), (0, 9, 5, 3)])
def test_a_box_needs_four_finite_numbers_and_an_area(box):
    with pytest.raises(ValueError, match='box'):
        check_box(box)


@pytest.mark.parametrize('box', [[0, 0, 1, 1], [0.2, 0.1, 0.9, 0.8], [-0.02, 0, 1.03, 1]])
def test_shares_of_the_image_are_refused(box, tmp_path):
    with pytest.raises(ValueError, match=r'a\.jpg: box .*0 to 1: multiply .* 40 x 60'):
        check_boxes([[0, 0, 9, 9], box], 40, 60, 'a.jpg')
    path = tmp_path / 'boxes.json'
    path.write_text(f'{{"a.jpg": [{box}]}}')
    with pytest.raises(ValueError, match=r"boxes\.json: 'a\.jpg': .*0 to 1: multiply"):
        read_boxes(path)


def test_a_single_image_may_have_its_boxes_without_a_list_around_them():
    two = np.array([[0, 0, 9, 9], [1, 1, 9, 9]])
    assert boxes_per_image(two, 1)[0] is two
    assert boxes_per_image([two, None], 2) == [two, None]
    with pytest.raises(ValueError, match='1 entries of bboxes for 2 images'):
        boxes_per_image([two], 2)


@pytest.mark.parametrize(
    'text', ['{', '[]', '{"a.jpg": [1, 2, 3, 4]}', '{"a.jpg": [["a", 1, 2, 3]]}']
)
def test_a_malformed_file_of_boxes_is_refused(tmp_path, text):
    path = tmp_path / 'boxes.json'
    path.write_text(text)
    with pytest.raises(ValueError, match=r'boxes\.json: '):
        read_boxes(path)


def test_boxes_are_read_by_image(tmp_path):
    path = tmp_path / 'boxes.json'
    path.write_text('{"a.jpg": [[1, 2.5, 3, 4]]}')
    assert read_boxes(path) == {'a.jpg': [[1, 2.5, 3, 4]]}
