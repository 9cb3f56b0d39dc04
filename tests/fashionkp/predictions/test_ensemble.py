"""Ensembles of hand-computed predictions."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.predictions.ensemble import METHODS, Member, distance_to, ensemble, read_member
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.prediction import Prediction

WAIST, HEM = KEYPOINTS.index('waistband_left'), KEYPOINTS.index('hemline_left')


def member(name, *points, scores=None, images=None, category='skirt'):
    """Return a model's predictions: for each point, a garment with all key points there."""
    category_ids = np.full(len(points), list(CATEGORIES).index(category), np.int8)
    used = CATEGORY_POINTS[category_ids]
    keypoints = np.where(used[..., None], np.array(points, float)[:, None], -1.0)
    table = AnnotationTable(
        image_ids=np.array(images or [f'{i}.jpg' for i in range(len(points))]),
        category_ids=category_ids,
        keypoints=keypoints,
        visibility=np.where(used, 1, -1).astype(np.int8),
        labelled=np.ones(len(points), bool),
    )
    if scores is not None:
        scores = np.full(used.shape, np.array(scores, float)[:, None])
    return Member(name, table, scores)


def waist(table):
    return table.keypoints[:, WAIST].tolist()


def test_mean_and_median():
    members = [member('a', (0, 10)), member('b', (2, 20)), member('c', (40, 60))]
    assert waist(ensemble(members)) == [[14, 30]]
    assert waist(ensemble(members, 'median')) == [[2, 20]]
    assert waist(ensemble(members[:2], 'median')) == [[1, 15]]


def test_weights_of_models():
    members = [member('a', (0, 10)), member('b', (4, 20))]
    assert waist(ensemble(members, weights=[3, 1])) == [[1, 12.5]]
    assert waist(ensemble(members, weights=[30, 10])) == [[1, 12.5]]


def test_scores_weigh_each_point():
    members = [
        member('a', (0, 10), (0, 10), (0, 10), scores=[0.9, 0, -0.5]),
        member('b', (4, 20), (4, 20), (4, 20), scores=[0.3, 0, 0.2]),
    ]
    # the first counts three times; all scores are 0; one score is negative
    assert np.allclose(waist(ensemble(members, 'score')), [[1, 12.5], [2, 15], [4, 20]])
    combined = ensemble(members, 'score', weights=[1, 3])
    assert np.allclose(waist(combined)[:2], [[2, 15], [3, 17.5]])


def test_the_other_models_decide_on_a_point_that_one_did_not_find():
    members = [member(name, (x, x)) for name, x in (('a', 0), ('b', 10), ('c', 20))]
    members[0].table.keypoints[0, WAIST] = -1
    for each in members:
        each.table.keypoints[0, HEM] = -1
    for method in ('mean', 'median'):
        combined = ensemble(members, method)
        assert waist(combined) == [[15, 15]]
        assert combined.keypoints[0, HEM].tolist() == [-1, -1]
        assert combined.visibility[0, [WAIST, HEM]].tolist() == [1, -1]


@pytest.mark.parametrize('method', METHODS)
def test_a_model_combined_with_itself_does_not_change(method):
    rng = np.random.default_rng(3)
    single = member('a', *rng.uniform(0, 500, (20, 2)).tolist(), scores=rng.uniform(size=20))
    combined = ensemble([single] * 3, method)
    np.testing.assert_allclose(combined.keypoints, single.table.keypoints)
    assert distance_to(single, combined) == pytest.approx(0)


def test_rows_may_be_in_any_order():
    first = member('a', (0, 0), (10, 10))
    second = member('b', (12, 12), (2, 2), images=['1.jpg', '0.jpg'])
    combined = ensemble([first, second])
    assert combined.image_ids.tolist() == ['0.jpg', '1.jpg']
    assert waist(combined) == [[1, 1], [11, 11]]
    assert distance_to(second, combined) == pytest.approx(np.sqrt(2))


def test_missing_and_extra_images_are_named():
    first = member('a.csv', (0, 0), (1, 1))
    second = member('b.csv', (0, 0), (1, 1), images=['0.jpg', '7.jpg'])
    with pytest.raises(ValueError, match='2 differences') as error:
        ensemble([first, second])
    assert 'b.csv and a.csv' in str(error.value)
    assert 'no row for 1.jpg' in str(error.value)
    assert 'row 2: 7.jpg, which a.csv lacks' in str(error.value)


def test_other_categories_are_named():
    members = [member('a.csv', (0, 0)), member('b.csv', (0, 0), category='dress')]
    with pytest.raises(ValueError, match=r'row 1: 0\.jpg is dress, not skirt'):
        ensemble(members)


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (dict(method='max'), "'max': expected one of mean, score, median"),
        (dict(weights=[1]), '1 weights for 2 predictions'),
        (dict(weights=[1, 0]), r'weight 0: expected a positive number'),
        (dict(weights=[1, 1e-320]), r'weight 1e-320: expected .* 1e-6 to 1e6'),
        (dict(weights=[1, 1e300]), r'weight 1e\+300: expected'),
        (dict(weights=[1, float('nan')]), 'weight nan'),
        (dict(weights=[1, 1], method='median'), 'not to the median'),
        (dict(method='score'), r'b\.csv has no scores'),
    ],
)
def test_invalid_arguments_are_refused(arguments, message):
    members = [member('a.jsonl', (0, 0), scores=[1]), member('b.csv', (0, 0))]
    with pytest.raises(ValueError, match=message):
        ensemble(members, **arguments)
    with pytest.raises(ValueError, match='1 predictions'):
        ensemble(members[:1])


def test_a_submission_has_no_scores(csv_row, csv_file):
    path = csv_file(csv_row('skirt', 'a', hemline_left='4_5_1'), name='A.CSV')
    read = read_member(path)
    assert read.scores is None
    assert read.table.keypoints[0, HEM].tolist() == [4, 5]


def test_scores_are_read_from_json_lines(tmp_path):
    skirt = Prediction(
        image='a.jpg',
        size=(100, 100),
        box=(0, 0, 100, 100),
        category='skirt',
        category_score=1,
        category_probs={'skirt': 1},
        keypoints=np.arange(8.0).reshape(4, 2),
        scores=np.array([0.1, 0.2, 0.3, 0.4]),
        presence=np.ones(4),
    )
    write_jsonl(tmp_path / 'a.jsonl', [skirt])
    read = read_member(tmp_path / 'a.jsonl')
    assert read.scores[0, HEM] == 0.3
    assert read.table.keypoints[0, HEM].tolist() == [4, 5]
    write_jsonl(tmp_path / 'a.jsonl', [skirt, replace(skirt, category_score=0.5)])
    with pytest.raises(ValueError, match=r"a\.jsonl: image 'a\.jpg' has several garments"):
        read_member(tmp_path / 'a.jsonl')
    with pytest.raises(ValueError, match=r'a\.png: expected predictions'):
        read_member(tmp_path / 'a.png')
