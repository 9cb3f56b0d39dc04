"""Predictions in the rows of the ground truth, and names of models."""

import logging
from pathlib import Path

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.report import evaluate
from fashionkp.report.evaluation import distinct_names

HEM = KEYPOINTS.index('hemline_left')


def test_predictions_are_in_the_rows_of_the_ground_truth(skirts):
    truth = skirts('gt.csv', a={}, b={})
    pred = skirts('p.csv', b={'hemline_left': '80_310_1'}, a={})
    model = evaluate([truth], [[pred]]).models[0]
    errors = model.errors['official']
    assert errors.errors[:, HEM].tolist() == [0, 10]
    assert errors.counted.sum(1).tolist() == [3, 3]
    assert model.errors['round1'].counted.sum(1).tolist() == [4, 4]


def test_missing_prediction_is_an_error_unless_allowed(skirts):
    truth, pred = skirts('gt.csv', a={}, b={}), skirts('p.csv', b={})
    with pytest.raises(ValueError, match=r'p: 1 of 2 images have no prediction.*\n.*gt\.csv:2'):
        evaluate([truth], [[pred]])
    model = evaluate([truth], [[pred]], allow_missing=True).models[0]
    assert model.predicted.tolist() == [False, True]
    assert np.isnan(model.keypoints[0]).all()
    assert model.errors['official'].counted.sum(1).tolist() == [0, 3]
    assert model.errors['official'].scored.tolist() == [False, True]


def test_prediction_for_an_unknown_image_is_counted_and_logged(skirts, caplog):
    with caplog.at_level(logging.WARNING, 'fashionkp'):
        evaluation = evaluate([skirts('gt.csv', a={})], [[skirts('p.csv', a={}, b={})]])
    assert evaluation.models[0].num_extra == 1
    assert 'ignored 1 predictions' in caplog.text


def test_prediction_for_another_category_is_an_error_unless_allowed(skirts, csv_row, csv_file):
    other = csv_row('dress', 'a').replace('dress/', 'skirt/')
    truth, pred = skirts('gt.csv', a={}, b={}), skirts('p.csv', b={}).read_text()
    path = csv_file(other, pred.splitlines()[1], name='p.csv')
    with pytest.raises(
        ValueError, match=r'p: 1 predictions are for another .*--allow-other-category'
    ):
        evaluate([truth], [[path]])
    model = evaluate([truth], [[path]], allow_other=True).models[0]
    assert model.predicted.tolist() == [False, True]
    assert model.other_category.tolist() == [True, False]
    assert model.num_extra == 0


def test_scores_and_categories_are_in_the_same_rows(skirts, predictions):
    truth = skirts('gt.csv', a={}, b={})
    pred = predictions(
        'p.jsonl', b=([0.2] * 4, [0.7] * 4, 'dress'), a=([0.9] * 4, [0.8] * 4, 'skirt')
    )
    model = evaluate([truth], [[pred]]).models[0]
    assert model.presence[:, HEM].tolist() == [0.9, 0.2]
    assert model.scores[:, HEM].tolist() == [0.8, 0.7]
    assert [list(CATEGORIES)[i] for i in model.predicted_category] == ['skirt', 'dress']


def test_ground_truth_may_be_a_folder(skirts):
    path = skirts('data/Annotations/train.csv', a={})
    evaluation = evaluate([path.parent.parent], [[path]])
    assert evaluation.models[0].name == 'train'


def test_models_have_distinct_names(skirts):
    truth = skirts('gt.csv', a={})
    paths = [[skirts('x/p.csv', a={}), skirts('x/q.csv', a={})], [skirts('y/p.csv', a={})]]
    assert [model.name for model in evaluate([truth], paths).models] == ['x/p', 'y/p']
    assert evaluate([truth], [[truth]], names=['mine']).models[0].name == 'mine'
    with pytest.raises(ValueError, match='2 names for 1 models'):
        evaluate([truth], [[truth]], names=['a', 'b'])
    with pytest.raises(ValueError, match="'a' is the name of several"):
        evaluate([truth], [[truth], [truth]], names=['a', 'a'])


def test_same_file_twice_needs_names(skirts):
    truth = skirts('gt.csv', a={})
    with pytest.raises(ValueError, match="'gt' is the name of several"):
        evaluate([truth], [[truth], [truth]])


def test_ground_truth_without_labels_is_an_error_without_a_model(skirts, csv_file):
    truth = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    with pytest.raises(ValueError, match=r'^the ground truth has no labels'):
        evaluate([truth], [[skirts('p.csv', a={})]])


def test_distinct_names_have_no_more_folders_than_needed():
    assert distinct_names([Path('x/a'), Path('x/b')]) == ['a', 'b']
    assert distinct_names([Path('x/y/a'), Path('z/y/a'), Path('b')]) == [
        'x/y/a',
        'z/y/a',
        '/'.join(Path('b').absolute().parts[-3:]),
    ]
    assert distinct_names([]) == []


def test_same_path_has_the_same_name():
    assert distinct_names([Path('x/a'), Path('x/a')]) == ['a', 'a']
