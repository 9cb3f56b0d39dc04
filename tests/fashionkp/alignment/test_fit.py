"""Fits to targets, and which are refused."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.alignment.fit import MAX_RESIDUAL, MIN_POINTS, PoorFit, fit_garment
from fashionkp.alignment.similarity import pixel_grid
from fashionkp.alignment.targets import template
from fashionkp.categories import OFFICIAL_CATEGORIES


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
@pytest.mark.parametrize('warp', ['similarity', 'tps'])
@pytest.mark.parametrize('turn', [0, 100, 180])
def test_a_template_at_any_angle_is_fitted_exactly(garment, category, warp, turn):
    target = template(category)
    fit = fit_garment(garment(category, turn=turn), target, warp)
    assert fit.residual == pytest.approx(0, abs=1e-9)
    assert np.cos(np.radians(fit.similarity.angle + turn)) == pytest.approx(1)
    moved = fit.transform.to_image(garment(category, turn=turn).keypoints)
    np.testing.assert_allclose(moved, list(target.points.values()), atol=1e-4)


def shaken(skirt, pixels, seed=0):
    shift = np.random.default_rng(seed).normal(0, pixels, skirt.keypoints.shape)
    return replace(skirt, keypoints=skirt.keypoints + shift)


def test_the_residual_is_in_units_of_the_target(garment):
    target = template('skirt')
    small = [fit_garment(shaken(garment('skirt'), k), target).residual for k in (1.0, 2.0)]
    assert small[1] == pytest.approx(2 * small[0], rel=0.1)
    large = fit_garment(shaken(garment('skirt'), 2.0), template('skirt', (1024, 1024))).residual
    assert large == pytest.approx(small[1])


def test_points_that_are_not_those_of_such_a_garment_are_refused(garment):
    skirt = garment('skirt')
    for points in (skirt.keypoints[[1, 0, 3, 2]], skirt.keypoints[[0, 3, 2, 1]]):
        with pytest.raises(PoorFit, match=f'expected at most {MAX_RESIDUAL}'):
            fit_garment(replace(skirt, keypoints=points), template('skirt'))


def test_two_points_are_too_few(garment):
    skirt = garment('skirt', absent=['hemline_left', 'hemline_right'])
    with pytest.raises(PoorFit, match=f'2 points to fit: expected at least {MIN_POINTS}'):
        fit_garment(skirt, template('skirt'))


def test_coincident_points_are_refused(garment):
    skirt = garment('skirt')
    with pytest.raises(PoorFit, match='coincide'):
        fit_garment(replace(skirt, keypoints=np.full((4, 2), 7.0)), template('skirt'))


def test_an_unknown_warp_is_refused(garment):
    with pytest.raises(ValueError, match="'affine': expected similarity or tps"):
        fit_garment(garment('skirt'), template('skirt'), 'affine')


def test_sleeves_do_not_move_a_torso(garment):
    blouse, target = garment('blouse'), template('blouse')
    sleeves = [k for k, name in enumerate(blouse.names) if name.startswith('cuff')]
    points = blouse.keypoints.copy()
    points[sleeves] -= [40, 60]
    raised = fit_garment(replace(blouse, keypoints=points), target)
    np.testing.assert_allclose(
        raised.transform.matrix, fit_garment(blouse, target).transform.matrix
    )


@pytest.mark.parametrize('seed', range(5))
def test_a_spline_comes_closer_and_does_not_fold(garment, seed):
    dress, target = shaken(garment('dress'), 1.0, seed), template('dress')
    wanted = np.array(list(target.points.values()))
    errors = {}
    for warp in ('similarity', 'tps'):
        transform = fit_garment(dress, target, warp).transform
        moved = transform.to_image(dress.keypoints)
        errors[warp] = np.sqrt(((moved - wanted) ** 2).sum(1).mean())
        np.testing.assert_allclose(transform.to_photo(moved), dress.keypoints, atol=0.01)
    assert errors['tps'] < errors['similarity'] / 3
    area = np.linalg.det(transform.jacobian(pixel_grid(target.size, 4)))
    assert area.min() > 0


def test_a_hand_on_the_chest_gives_way_before_the_torso(garment):
    blouse, target = garment('blouse'), template('blouse')
    points = blouse.keypoints.copy()
    chest = points[[blouse.names.index(f'armpit_{side}') for side in ('left', 'right')]].mean(0)
    for name in ('cuff_left_in', 'cuff_left_out'):
        points[blouse.names.index(name)] = np.add(chest, (15, 3 if name.endswith('in') else 9))
    bent = replace(blouse, keypoints=points)
    moved = fit_garment(bent, target, 'tps').transform.to_image(points)
    wanted = np.array(list(target.points.values()))
    distances = dict(zip(blouse.names, np.hypot(*(moved - wanted).T), strict=True))
    assert distances['shoulder_left'] < 10
    assert distances['armpit_right'] < 10
    assert distances['cuff_left_in'] > 30


def test_weights_let_a_doubtful_point_count_less(garment):
    skirt = garment('skirt')
    points = skirt.keypoints.copy()
    points[3] += [20, 12]
    scores = np.array([1.0, 1, 1, 0.01])
    doubtful = replace(skirt, keypoints=points, scores=scores)
    target = template('skirt')
    errors = [
        np.hypot(
            *(
                fit_garment(doubtful, target, weighted=w).transform.to_image(points)[0]
                - target.points['waistband_left']
            )
        )
        for w in (False, True)
    ]
    assert errors[1] < errors[0] / 3
    unknown = replace(doubtful, scores=np.full(4, np.nan))  # of a table
    assert fit_garment(unknown, target, weighted=True).residual > 0
