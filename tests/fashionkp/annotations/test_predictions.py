"""Reading submissions: points of any finite numbers."""

import pytest

from fashionkp.annotations import read_submission


@pytest.mark.parametrize(
    ('cell', 'point'),
    [
        ('1.5_-2.25_1', (1.5, -2.25)),
        ('600_99999_1', (600, 99999)),
        ('1e-05_.5_1', (1e-5, 0.5)),
        ('-1_-1_-1', (-1, -1)),
        ('3.0_4._1.0', (3, 4)),
    ],
)
def test_predictions_are_any_numbers(csv_row, csv_file, cell, point):
    table = read_submission(csv_file(csv_row('skirt', 'a', hemline_left=cell)))
    assert tuple(table.keypoints[0, 17]) == point


@pytest.mark.parametrize(
    'cell', ['nan_1_1', 'inf_1_1', '1e9_1_1', '1000000_1_1', '1_1_5', '1_1', '1,1']
)
def test_predictions_are_finite_numbers(csv_row, csv_file, cell):
    path = csv_file(csv_row('skirt', 'a', crotch='1_1_1', hemline_left=f'"{cell}"'))
    with pytest.raises(ValueError, match=r'a\.csv:2: hemline_left = .*below 1000000 in size'):
        read_submission(path)


def test_a_submission_without_points(csv_file):
    with pytest.raises(ValueError, match='no key points'):
        read_submission(csv_file('a.jpg,skirt', header=None))
