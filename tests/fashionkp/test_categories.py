"""The facts of FashionAI that everything else is derived from."""

import pytest

from fashionkp.categories import (
    CATEGORIES,
    KEYPOINTS,
    LEFT_RIGHT_PAIRS,
    category_by_name,
    joint_keypoints,
    joint_skeleton,
)
from fashionkp.keypoints import mirror


def test_there_are_24_distinct_keypoints():
    assert len(set(KEYPOINTS)) == len(KEYPOINTS) == 24


@pytest.mark.parametrize(
    ('name', 'count'),
    [('blouse', 13), ('outwear', 14), ('trousers', 7), ('skirt', 4), ('dress', 15)],
)
def test_a_category_has_the_official_number_of_key_points(name, count):
    assert len(CATEGORIES[name].keypoints) == count


def test_left_and_right_are_pairs():
    assert len(LEFT_RIGHT_PAIRS) == 11
    names = [(KEYPOINTS[left], KEYPOINTS[right]) for left, right in LEFT_RIGHT_PAIRS]
    assert names[0] == ('neckline_left', 'neckline_right')
    assert all(left.replace('left', 'right') == right for left, right in names)


def test_every_key_point_belongs_to_a_category():
    assert {name for c in CATEGORIES.values() for name in c.keypoints} == set(KEYPOINTS)


@pytest.mark.parametrize('category', CATEGORIES.values(), ids=lambda c: c.name)
def test_a_category_is_symmetric_and_in_table_order(category):
    assert {mirror(name) for name in category.keypoints} == set(category.keypoints)
    assert list(category.keypoint_ids) == sorted(category.keypoint_ids)
    flipped = [category.keypoints[i] for i in category.flip_indices]
    assert flipped == [mirror(name) for name in category.keypoints]


@pytest.mark.parametrize('category', CATEGORIES.values(), ids=lambda c: c.name)
def test_the_skeleton_reaches_every_key_point_and_is_symmetric(category):
    edges = {frozenset(edge) for edge in category.skeleton}
    assert frozenset().union(*edges) == set(category.keypoints)
    assert {frozenset(map(mirror, edge)) for edge in edges} == edges
    assert len(edges) == len(category.skeleton)
    assert set(category.skeleton) <= set(joint_skeleton(CATEGORIES))


def test_several_categories_have_the_key_points_of_all_of_them_in_table_order():
    assert joint_keypoints(CATEGORIES) == KEYPOINTS
    expected = [*KEYPOINTS[15:17], *KEYPOINTS[19:]]
    assert list(joint_keypoints(['trousers'])) == expected
    assert list(joint_keypoints(['trousers', 'skirt'])) == [*KEYPOINTS[15:]]


def test_normalizing_pairs():
    units = {c.name: c.normalizing_pair for c in CATEGORIES.values()}
    upper, lower = ('armpit_left', 'armpit_right'), ('waistband_left', 'waistband_right')
    assert units == {
        'blouse': upper,
        'outwear': upper,
        'dress': upper,
        'skirt': lower,
        'trousers': lower,
    }


def test_an_unknown_category_lists_the_choices():
    with pytest.raises(ValueError, match=r"'jumpsuit'.*blouse.*dress"):
        category_by_name('jumpsuit')
