"""Scores of tables: predictions are matched to annotations by image."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import (
    CATEGORY_POINTS,
    AnnotationTable,
    read_annotations,
    read_submission,
    write_submission,
)
from fashionkp.score import score_arrays, score_tables, seem_swapped

POINTS = {'waistband_left': '0_0_1', 'waistband_right': '100_0_1'}
SHIFTED = {'waistband_left': '0_10_1', 'waistband_right': '100_0_1'}


@pytest.fixture
def truth(csv_row, csv_file):
    """Annotations of the images a, b and c."""
    return read_annotations(csv_file(*(csv_row('skirt', name, **POINTS) for name in 'abc')))


@pytest.fixture
def submit(csv_row, csv_file):
    """Read a submission with the same points for each of these images."""

    def submit(names, category='skirt', **points):
        rows = [csv_row(category, name, **points) for name in names]
        path = csv_file(*(row.replace('dress/', 'skirt/') for row in rows), name='pred.csv')
        return read_submission(path)

    return submit


def test_the_official_worked_example(worked_example):
    truth, pred = worked_example
    tables = read_annotations(truth), read_submission(pred)
    first, second = np.hypot(283, 19), np.hypot(105, 4)
    score = score_tables(*tables)
    assert round(score.ne, 3) == 29.994
    assert score.ne == pytest.approx(100 * (180 / first + 280 / second) / 11, abs=1e-9)
    assert (score.points, score.images) == (11, 2)
    with_occluded = score_tables(*tables, rule='round1')
    assert with_occluded.ne == pytest.approx(100 * (210 / first + 280 / second) / 13, abs=1e-9)


def test_rows_are_matched_by_image(truth):
    shuffled = truth.take([2, 0, 1])
    noisy = replace(shuffled, keypoints=shuffled.keypoints + np.array([0, 10, 20])[:, None, None])
    backwards = score_tables(truth, noisy.take([2, 1, 0]))
    assert backwards.to_dict() == score_tables(truth, noisy).to_dict()
    assert backwards.ne == pytest.approx(np.sqrt(2) * 10)


def test_missing_images_are_an_error_that_names_them(truth, submit):
    with pytest.raises(ValueError, match=r'2 of 3 images have no prediction') as error:
        score_tables(truth, submit('b', **SHIFTED))
    assert 'a.csv:2: Images/skirt/a.jpg' in str(error.value)
    assert 'a.csv:4: Images/skirt/c.jpg' in str(error.value)


def test_missing_images_can_be_left_out(truth, submit):
    score = score_tables(truth, submit('b', **SHIFTED), allow_missing=True)
    assert score.ne == pytest.approx(5)
    assert (score.images, score.images_missing, score.points) == (1, 2, 2)


def test_no_predictions(truth, submit):
    empty = submit('')
    with pytest.raises(ValueError, match='3 of 3 images'):
        score_tables(truth, empty)
    score = score_tables(truth, empty, allow_missing=True)
    assert (score.images, score.images_missing, score.to_dict()['NE']) == (0, 3, None)


def test_predictions_of_other_images_are_ignored_and_counted(truth, submit, caplog):
    score = score_tables(truth, submit('0abcdz', **SHIFTED))
    assert score.images == 3
    assert caplog.messages == ['ignored 3 predictions of images that the ground truth lacks']


def test_prediction_for_another_category_is_rejected(truth, submit):
    with pytest.raises(ValueError, match=r'3 predictions are for another category') as error:
        score_tables(truth, submit('abc', category='dress'))
    assert 'pred.csv:2: Images/skirt/a.jpg' in str(error.value)


def test_rows_without_labels_are_ignored_and_counted(truth, submit, caplog):
    partly = replace(truth, labelled=np.array([True, False, True]))
    assert score_tables(partly, submit('ac', **SHIFTED)).images == 2
    assert caplog.messages == ['ignored 1 rows of the ground truth that have no labels']


def test_ground_truth_without_labels_is_rejected(truth, submit):
    with pytest.raises(ValueError, match='no labels in any of its 3 rows'):
        score_tables(replace(truth, labelled=np.zeros(3, bool)), submit('abc'))


def test_predicted_visibility_is_ignored(truth, submit):
    pred = submit('abc', **SHIFTED)
    absent = replace(pred, visibility=np.full_like(pred.visibility, -1))
    assert score_tables(truth, absent).to_dict() == score_tables(truth, pred).to_dict()


def test_written_submission_has_the_score_of_its_arrays(tmp_path):
    rng = np.random.default_rng(3)
    count = 200
    categories = rng.integers(0, 5, count)
    keypoints = rng.integers(0, 513, (count, 24, 2)).astype(float)
    visibility = rng.integers(-1, 2, (count, 24))
    pred = keypoints + rng.normal(0, 5, keypoints.shape)
    ids = np.array([f'Images/{i}.jpg' for i in range(count)])
    columns = {'image_ids': ids, 'category_ids': categories, 'labelled': np.ones(count, bool)}
    visibility = np.where(CATEGORY_POINTS[categories], visibility, -1)
    truth = AnnotationTable(keypoints=keypoints, visibility=visibility, **columns)
    table = AnnotationTable(keypoints=pred, visibility=visibility, **columns)
    write_submission(tmp_path / 'pred.csv', table)
    from_file = score_tables(truth, read_submission(tmp_path / 'pred.csv'))
    from_arrays = score_arrays(pred, keypoints, visibility, categories)
    assert from_file.ne == pytest.approx(from_arrays.ne, abs=1e-6)
    assert from_file.per_keypoint == pytest.approx(from_arrays.per_keypoint, abs=1e-6)


def test_tables_seem_swapped_if_only_the_predictions_have_occluded_points(csv_row, csv_file):
    def table(name, **points):
        return read_annotations(csv_file(csv_row('skirt', 'a', **points), name=name))

    occluded = table('occluded.csv', waistband_left='1_2_0', waistband_right='9_2_1')
    visible = table('visible.csv', waistband_left='1_2_1', waistband_right='9_2_1')
    assert seem_swapped(visible, occluded)
    assert not seem_swapped(occluded, visible)
    assert not seem_swapped(occluded, occluded)
    assert not seem_swapped(table('absent.csv'), occluded)
