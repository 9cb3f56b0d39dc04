"""Predictions as labels to correct."""

import numpy as np

from fashionkp.predictions.labels import predicted_labels
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import table_predictions


def skirt(image, size=(9, 20)):
    return Prediction(
        image=image,
        size=size,
        box=(0, 0, 9, 9),
        category='skirt',
        category_score=0.9,
        category_probs={'skirt': 0.9},
        keypoints=np.array([[1.5, 2], [3, 4], [5, 6], [7, 20.5]]),
        scores=np.array([0.9, 0.7, 0.1, 0.8]),
        presence=np.array([1, 0.6, 0.2, 0.9]),
    )


def test_present_points_inside_of_the_image_are_visible(tmp_path, caplog):
    (tmp_path / 'a.jpg').touch()
    rows = [skirt(f'{tmp_path}/a.jpg'), skirt(''), skirt('b/a.jpg', (9, 21))]
    labels = predicted_labels(rows, tmp_path)
    assert labels.table.image_ids.tolist() == ['a.jpg', 'a.jpg']
    assert labels.table.visibility[:, 15:19].tolist() == [[1, 1, -1, -1], [1, 1, -1, 1]]
    assert labels.table.keypoints[0, 15:19].tolist() == [[1.5, 2], [3, 4], [-1, -1], [-1, -1]]
    np.testing.assert_equal(labels.scores[0, 15:19], [0.9, 0.7, np.nan, np.nan])
    assert labels.sizes.tolist() == [[9, 20], [9, 21]]
    assert "1 predictions of images without a name\n  ''" in caplog.text


def test_a_submission_has_neither_sizes_nor_scores(tmp_path):
    table = predicted_labels([skirt('a.jpg')], tmp_path).table
    labels = predicted_labels(table_predictions(table), tmp_path)
    assert labels.table.fingerprint() == table.fingerprint()
    assert not labels.sizes.any()
    assert np.isnan(labels.scores).all()


def test_no_predictions_are_no_rows():
    labels = predicted_labels([])
    assert len(labels.table) == 0
    assert labels.sizes.shape == (0, 2)
