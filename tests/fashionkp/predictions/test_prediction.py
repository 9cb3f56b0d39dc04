"""Predictions of single garments, and their files."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import read_submission
from fashionkp.categories import CATEGORIES
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table, write_csv

SKIRT = CATEGORIES['skirt']


@pytest.fixture
def skirt():
    return Prediction(
        image='Images/skirt/a.jpg',
        size=(300, 400),
        box=(0, 0, 300, 400),
        category='skirt',
        category_score=np.float32(0.9),
        category_probs={'skirt': np.float32(0.9), 'dress': 0.1},
        keypoints=np.array([[10.25, 20], [100, -1.5], [0, 380], [310, 385]], np.float32),
        scores=np.array([0.9, 0.8, 0.7, 0.6], np.float32),
        presence=np.array([0.99, 0.5, 0.499, 0.0], np.float32),
    )


def test_as_dict_names_the_points_and_is_plain(skirt):
    answer = json.loads(json.dumps(skirt.as_dict()))
    assert tuple(answer['keypoints']) == SKIRT.keypoints
    assert answer['keypoints']['waistband_left'] == dict(
        x=10.25, y=20.0, score=0.9, presence=0.99, present=True
    )
    assert [p['present'] for p in answer['keypoints'].values()] == [True, True, False, False]
    assert answer['category_probs'] == {'skirt': 0.9, 'dress': 0.1}
    assert answer['size'] == [300, 400]
    assert answer['box'] == [0, 0, 300, 400]


def test_lengths_are_added_where_wanted(skirt):
    assert 'measurements' not in skirt.as_dict()
    lengths = skirt.as_dict(measurements=True)['measurements']
    assert lengths['waist'] == dict(pixels=92.3, cm=None, absent=[])  # hypot(89.75, 21.5)
    assert lengths['hem']['absent'] == ['hemline_left', 'hemline_right']


def test_arrays_must_have_a_row_for_each_point_of_the_category(skirt):
    with pytest.raises(ValueError, match=r'scores of a skirt .*\(3,\): expected \(4,\)'):
        replace(skirt, scores=skirt.scores[:3])
    with pytest.raises(ValueError, match=r'keypoints of a dress .*\(15, 2\)'):
        replace(skirt, category='dress')
    with pytest.raises(ValueError, match=r"'kilt'.*blouse"):
        replace(skirt, category='kilt')


def test_json_lines_have_one_garment_each(skirt, tmp_path):
    path = tmp_path / 'new' / 'a.jsonl'
    write_jsonl(path, (replace(skirt, image=name) for name in ('a\n.jpg', 'ä.jpg')))
    lines = path.read_text(encoding='utf-8').splitlines()
    assert [json.loads(line)['image'] for line in lines] == ['a\n.jpg', 'ä.jpg']


def test_a_failure_leaves_no_part_of_a_file(skirt, tmp_path):
    def broken():
        yield skirt
        raise RuntimeError('stop')

    for write in (write_jsonl, write_csv):
        with pytest.raises(RuntimeError, match='stop'):
            write(tmp_path / 'out', broken())
    with pytest.raises(ValueError, match='JSON compliant'):
        write_jsonl(tmp_path / 'out', [replace(skirt, scores=np.full(4, np.nan))])
    assert list(tmp_path.iterdir()) == []


def test_a_submission_comes_back_with_every_point_of_the_category(skirt, tmp_path):
    write_csv(tmp_path / 'out.csv', [skirt])
    table = read_submission(tmp_path / 'out.csv')
    assert table.image_ids.tolist() == ['Images/skirt/a.jpg']
    assert table.category_names.tolist() == ['skirt']
    ids = list(SKIRT.keypoint_ids)
    np.testing.assert_allclose(table.keypoints[0, ids], skirt.keypoints)
    assert np.flatnonzero(table.visibility[0] == 1).tolist() == ids


def test_a_table_tells_points_that_are_likely_not_there(skirt):
    table = prediction_table([skirt])
    assert table.visibility[0, list(SKIRT.keypoint_ids)].tolist() == [1, 1, 0, 0]
    assert len(prediction_table([])) == 0


@pytest.mark.parametrize('name', ['', '/home/a.jpg', '../a.jpg'])
def test_a_table_refuses_names_that_no_reader_would_accept(skirt, name):
    with pytest.raises(ValueError, match='expected a relative path'):
        prediction_table([replace(skirt, image=name)])


def test_a_table_refuses_two_garments_of_one_image(skirt):
    with pytest.raises(ValueError, match=r'Images/skirt/a\.jpg.*several garments'):
        prediction_table([skirt, skirt])
