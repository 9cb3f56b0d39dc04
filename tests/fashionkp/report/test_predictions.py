"""Reading the predictions of a model."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.report.predictions import read_model

WAIST = KEYPOINTS.index('waistband_left')


def test_submission_has_no_scores(skirts):
    for name in ('a.csv', 'b.CSV'):
        model = read_model([skirts(name, a={})], 'one')
        assert (model.name, len(model.table)) == ('one', 1)
        assert model.scores is model.presence is model.predicted_category is None


def test_predictions_have_scores_presence_and_category(predictions):
    path = predictions('a.jsonl', a=([0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8], 'dress'))
    model = read_model([path], 'one')
    assert model.presence[0, WAIST : WAIST + 4].tolist() == [0.1, 0.2, 0.3, 0.4]
    assert model.scores[0, WAIST] == 0.5
    assert np.isnan(model.scores[0, 0])  # a skirt has no neckline
    assert model.predicted_category.tolist() == [list(CATEGORIES).index('dress')]


def test_model_of_one_category_predicts_none(predictions):
    path = predictions('a.jsonl', a=([1] * 4, [1] * 4, 'skirt'))
    text = path.read_text()
    start, end = text.index('"category_probs": {'), text.index('}', text.index('category_probs'))
    path.write_text(text[:start] + '"category_probs": {"skirt": 1}' + text[end + 1 :])
    assert read_model([path], 'one').predicted_category.tolist() == [-1]


def test_files_of_a_model_are_joined(skirts):
    model = read_model([skirts('a.csv', a={}), skirts('b.csv', b={})], 'one')
    assert model.table.image_ids.tolist() == ['Images/skirt/a.jpg', 'Images/skirt/b.jpg']


def test_contradicting_files_hint_at_several_models(skirts):
    files = [skirts('a.csv', a={}), skirts('b.csv', a={'hemline_left': '1_1_1'})]
    with pytest.raises(ValueError, match=r'differ in labels\n.*--pred once for each model'):
        read_model(files, 'one')


def test_submissions_and_other_files_are_not_mixed(skirts, predictions):
    files = [skirts('a.csv', a={}), predictions('b.jsonl', b=([1] * 4, [1] * 4, 'skirt'))]
    with pytest.raises(ValueError, match=r'a\.csv.*b\.jsonl: submissions'):
        read_model(files, 'one')


def test_errors_name_file_and_line(csv_file, tmp_path):
    with pytest.raises(ValueError, match=r"bad\.csv:2: image_category = 'coat'"):
        read_model([csv_file('a.jpg,coat' + ',-1_-1_-1' * 24, name='bad.csv')], 'one')
    lines = tmp_path / 'bad.jsonl'
    lines.write_text('{}\n')
    with pytest.raises(ValueError, match=r"bad\.jsonl:1: missing key 'category'"):
        read_model([lines], 'one')


def test_image_with_two_garments_is_an_error_with_its_file(predictions):
    path = predictions('a.jsonl', a=([1] * 4, [1] * 4, 'skirt'))
    path.write_text(path.read_text() * 2)
    with pytest.raises(ValueError, match=r'a\.jsonl: .*several garments'):
        read_model([path], 'one')


def test_coordinates_too_large_for_a_submission_are_an_error(predictions):
    path = predictions('a.jsonl', a=([1] * 4, [1] * 4, 'skirt'))
    path.write_text(path.read_text().replace('"x": 80.0', '"x": -1e300'))
    with pytest.raises(
        ValueError, match=r'a\.jpg: hemline_left = -1e\+300, 300: expected .*1 such'
    ):
        read_model([path], 'one')
