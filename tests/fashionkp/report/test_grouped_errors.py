"""Groups of key points, counted by hand."""

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.report import evaluate
from fashionkp.report.grouped_errors import garment_sizes, means, occlusion_groups, size_groups
from fashionkp.score import bootstrap_interval


def test_means_of_groups_and_of_all(skirts):
    truth = skirts('gt.csv', a={}, b={})
    pred = skirts('p.csv', a={'hemline_left': '80_310_1'}, b={'hemline_right': '220_340_1'})
    evaluation = evaluate([truth], [[pred]])
    errors = evaluation.models[0].errors['round1']
    total, groups = means(errors, occlusion_groups(evaluation.truth))
    assert (total.ne, total.points, total.images) == (50 / 8, 8, 2)
    sums, counts = errors.errors.sum(1), errors.counted.sum(1)
    assert (total.low, total.high) == pytest.approx(bootstrap_interval(sums, counts))
    assert {name: (mean.ne, mean.points) for name, mean in groups['points'].items()} == {
        'visible': (10 / 6, 6),
        'occluded': (20, 2),
    }
    # one of four points is occluded in both
    assert {name: mean.images for name, mean in groups['images'].items()} == {'up to a quarter': 2}


def test_images_are_grouped_by_share_of_occluded_points(skirts):
    hidden = {'waistband_left': '100_50_0', 'hemline_left': '80_300_0'}
    table = read_annotations(
        skirts(
            'gt.csv',
            none={'hemline_right': '220_300_1'},
            absent={'hemline_right': '-1_-1_-1'},
            half={'hemline_left': '80_300_0'},
            most=hidden,
        )
    )
    images = occlusion_groups(table)['images']
    assert {name: np.flatnonzero(rows).tolist() for name, rows in images.items()} == {
        'none occluded': [0, 1],
        'up to a quarter': [],
        'up to half': [2],
        'more than half': [3],
    }


def test_garment_size_is_the_long_side_of_its_key_points(skirts):
    table = read_annotations(
        skirts('gt.csv', a={}, b={'hemline_left': '-1_-1_-1', 'hemline_right': '-1_-1_-1'})
    )
    assert garment_sizes(table).tolist() == [250, 100]


def test_each_size_group_has_about_as_many_images(skirts):
    images = {f'i{i}': {'hemline_left': f'80_{310 + 10 * i}_1'} for i in range(10)}
    table = read_annotations(skirts('gt.csv', **images))
    groups = size_groups(table, np.ones(10, bool))
    assert [int(rows.sum()) for rows in groups.values()] == [2] * 5
    assert [*groups][::4] == ['260 to 278 px', '332 to 350 px']
    alike = read_annotations(skirts('gt.csv', a={}, b={}))
    assert {name: rows.sum() for name, rows in size_groups(alike, np.ones(2, bool)).items()} == {
        '250 px': 2
    }
    assert size_groups(alike, np.zeros(2, bool)) == {}
