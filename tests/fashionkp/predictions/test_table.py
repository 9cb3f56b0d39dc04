"""Predictions as FashionAI tables and submissions."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import read_submission
from fashionkp.categories import CATEGORIES
from fashionkp.predictions.table import prediction_table, table_predictions, write_csv

SKIRT = CATEGORIES['skirt']


def test_a_submission_has_every_key_point_of_the_category(skirt, tmp_path):
    write_csv(tmp_path / 'out.csv', [skirt])
    table = read_submission(tmp_path / 'out.csv')
    assert table.image_ids.tolist() == ['Images/skirt/a.jpg']
    assert table.category_names.tolist() == ['skirt']
    ids = list(SKIRT.keypoint_ids)
    np.testing.assert_allclose(table.keypoints[0, ids], skirt.keypoints)
    assert np.flatnonzero(table.visibility[0] == 1).tolist() == ids


def test_a_table_marks_key_points_that_are_likely_absent(skirt):
    table = prediction_table([skirt])
    assert table.visibility[0, list(SKIRT.keypoint_ids)].tolist() == [1, 1, 0, 0]
    assert len(prediction_table([])) == 0


@pytest.mark.parametrize('name', ['', '/home/a.jpg', '../a.jpg'])
def test_a_table_refuses_invalid_image_ids(skirt, name):
    with pytest.raises(ValueError, match='expected a relative path'):
        prediction_table([replace(skirt, image=name)])


def test_a_table_refuses_two_garments_of_one_image(skirt):
    with pytest.raises(ValueError, match=r'Images/skirt/a\.jpg.*several garments'):
        prediction_table([skirt, skirt])


def test_a_failure_leaves_no_file(skirt, tmp_path):
    def failing():
        yield skirt
        raise RuntimeError('stop')

    with pytest.raises(RuntimeError, match='stop'):
        write_csv(tmp_path / 'out.csv', failing())
    assert list(tmp_path.iterdir()) == []


def test_rows_become_predictions_without_what_a_table_does_not_state(skirt):
    table = prediction_table([skirt])
    table.keypoints[0, SKIRT.keypoint_ids[0]] = -1
    (found,) = table_predictions(table)
    assert (found.image, found.category) == (skirt.image, 'skirt')
    np.testing.assert_allclose(found.keypoints[1:], skirt.keypoints[1:])
    # left out by its coordinates, and three that are in the table with v = 1 and 0
    assert found.presence.tolist() == [0, 1, 1, 1]
    assert np.isnan([found.category_score, *found.scores, *found.box]).all()
