"""Valid and invalid cells of labels and predictions, and of image ids."""

import pytest

from fashionkp.annotations.cells import (
    ABSENT,
    IMAGE_ID,
    LABELS,
    PREDICTIONS,
    cell_errors,
    is_valid,
)
from fashionkp.categories import KEYPOINTS

INVALID_LABELS = [
    '',
    ' 1_2_1',
    '1_2_1 ',
    '1_2',
    '1_2_1_1',
    '1.0_2_1',
    'a_2_1',
    '1_2_2',
    '-1_-1_1',
    '-1_-1_0',
    '1_2_-1',
    '-3_2_1',
    '10000_2_1',
    '+1_2_1',
    '1__1',
    '٣_2_1',
    'nan_2_1',
    '-1_-1_-1_',
    '1e1_2_1',
    '_',
]


def skirt(image_id='a.jpg', **cells):
    return [image_id, 'skirt', *(cells.get(name, ABSENT) for name in KEYPOINTS)]


@pytest.mark.parametrize('cell', [ABSENT, '0_0_0', '9999_9999_1', '1_2_1'])
def test_a_label_is_absent_or_whole_pixels(cell):
    row = skirt(hemline_left=cell)
    assert is_valid(row, LABELS)
    assert not list(cell_errors(row, LABELS))


@pytest.mark.parametrize('cell', INVALID_LABELS)
def test_any_other_label_is_invalid(cell):
    row = skirt(hemline_left=cell)
    assert not is_valid(row, LABELS)
    (error,) = cell_errors(row, LABELS)
    assert (error.column, error.value) == ('hemline_left', cell)
    assert '0..9999' in error.expected


def test_a_key_point_of_another_category_has_no_label_but_may_be_predicted():
    row = skirt(crotch='1_2_1')
    (error,) = cell_errors(row, LABELS)
    assert (error.column, error.value) == ('crotch', '1_2_1')
    assert 'skirt' in error.expected
    assert is_valid(row, PREDICTIONS)


@pytest.mark.parametrize(
    'cell', ['1.5_-2.25_1', '600_99999_1', '1e-05_.5_1', ABSENT, '3.0_4._1.0', '-999999.9_0_0']
)
def test_predictions_are_any_numbers(cell):
    assert is_valid(skirt(hemline_left=cell), PREDICTIONS)


@pytest.mark.parametrize(
    'cell', ['nan_1_1', 'inf_1_1', '1e9_1_1', '1000000_1_1', '1_1_5', '1_1', '1,1']
)
def test_predictions_are_finite_numbers(cell):
    (error,) = cell_errors(skirt(hemline_left=cell), PREDICTIONS)
    assert (error.column, error.value) == ('hemline_left', cell)
    assert '1000000' in error.expected


def test_a_row_without_key_points_is_checked_too():
    assert is_valid(['a.jpg', 'skirt'], LABELS)
    assert [error.column for error in cell_errors(['', 'coat'], LABELS)] == [
        'image_id',
        'image_category',
    ]


@pytest.mark.parametrize('image_id', ['a.jpg', 'Images/..a/b..jpg', 'Images/裙/é =.jpg', 'a' * 255])
def test_a_relative_path_is_an_image_id(image_id):
    assert IMAGE_ID.fullmatch(image_id)


@pytest.mark.parametrize(
    'image_id',
    [
        '',
        '/etc/a.jpg',
        '~/a.jpg',
        '../a.jpg',
        'Images/../../a.jpg',
        'Images/..',
        'C:/a.jpg',
        r'a\b.jpg',
        'a\n.jpg',
        '\udcff.jpg',
        'a' * 256,
    ],
)
def test_any_other_text_is_not_an_image_id(image_id):
    assert not IMAGE_ID.fullmatch(image_id)
