"""Predictions in the rows of the ground truth."""

import logging

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.report import evaluate

HEM = KEYPOINTS.index('hemline_left')


def test_rows_are_those_of_the_ground_truth(skirts):
    truth = skirts('gt.csv', a={}, b={})
    pred = skirts('p.csv', b={'hemline_left': '80_310_1'}, a={})
    model = evaluate([truth], [[pred]]).models[0]
    errors = model.errors['official']
    assert errors.errors[:, HEM].tolist() == [0, 10]
    assert errors.counted.sum(1).tolist() == [3, 3]
    assert model.errors['round1'].counted.sum(1).tolist() == [4, 4]


def test_a_missing_image_stops_it_unless_allowed(skirts):
    truth, pred = skirts('gt.csv', a={}, b={}), skirts('p.csv', b={})
    with pytest.raises(ValueError, match=r'p: 1 of 2 images have no prediction.*\n.*gt\.csv:2'):
        evaluate([truth], [[pred]])
    model = evaluate([truth], [[pred]], allow_missing=True).models[0]
    assert model.found.tolist() == [False, True]
    assert np.isnan(model.points[0]).all()
    assert model.errors['official'].counted.sum(1).tolist() == [0, 3]
    assert model.errors['official'].scored.tolist() == [False, True]


def test_a_prediction_of_another_image_is_counted_and_logged(skirts, caplog):
    with caplog.at_level(logging.WARNING, 'fashionkp'):
        found = evaluate([skirts('gt.csv', a={})], [[skirts('p.csv', a={}, b={})]])
    assert found.models[0].extra == 1
    assert 'ignored 1 predictions' in caplog.text


def test_another_category_stops_it_unless_allowed(skirts, csv_row, csv_file):
    other = csv_row('dress', 'a').replace('dress/', 'skirt/')
    truth, pred = skirts('gt.csv', a={}, b={}), skirts('p.csv', b={}).read_text()
    path = csv_file(other, pred.splitlines()[1], name='p.csv')
    with pytest.raises(
        ValueError, match=r'p: 1 predictions are for another .*--allow-other-category'
    ):
        evaluate([truth], [[path]])
    model = evaluate([truth], [[path]], allow_other=True).models[0]
    assert model.found.tolist() == [False, True]
    assert model.other.tolist() == [True, False]
    assert model.extra == 0


def test_what_models_tell_is_in_the_same_rows(skirts, answers):
    truth = skirts('gt.csv', a={}, b={})
    pred = answers('p.jsonl', b=([0.2] * 4, [0.7] * 4, 'dress'), a=([0.9] * 4, [0.8] * 4, 'skirt'))
    model = evaluate([truth], [[pred]]).models[0]
    assert model.presence[:, HEM].tolist() == [0.9, 0.2]
    assert model.scores[:, HEM].tolist() == [0.8, 0.7]
    assert [list(CATEGORIES)[told] for told in model.told] == ['skirt', 'dress']


def test_a_folder_is_a_ground_truth_too(skirts):
    path = skirts('data/Annotations/train.csv', a={})
    found = evaluate([path.parent.parent], [[path]])
    assert found.models[0].name == 'train'


def test_names(skirts):
    truth = skirts('gt.csv', a={})
    paths = [[skirts('x/p.csv', a={}), skirts('x/q.csv', a={})], [skirts('y/p.csv', a={})]]
    assert [model.name for model in evaluate([truth], paths).models] == ['x/p', 'y/p']
    assert evaluate([truth], [[truth]], ['mine']).models[0].name == 'mine'
    with pytest.raises(ValueError, match='2 names for 1 models'):
        evaluate([truth], [[truth]], ['a', 'b'])
    with pytest.raises(ValueError, match="'a' is given to several"):
        evaluate([truth], [[truth], [truth]], ['a', 'a'])


def test_the_same_file_twice_cannot_be_told_apart(skirts):
    truth = skirts('gt.csv', a={})
    with pytest.raises(ValueError, match="'gt' is given to several"):
        evaluate([truth], [[truth], [truth]])


def test_a_ground_truth_without_labels_is_no_models_fault(skirts, csv_file):
    truth = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    with pytest.raises(ValueError, match=r'^the ground truth has no labels'):
        evaluate([truth], [[skirts('p.csv', a={})]])
