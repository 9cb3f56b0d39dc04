"""Frequencies of absent and occluded points match the official tables."""

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.synthetic.clothes.upper.top_cut import sample_top
from fashionkp.synthetic.frequencies import ABSENCES
from fashionkp.synthetic.scene.render import sample_scene

_COUNT = 240

# Shares of v = 0 in the tables of round 1 and the warm-up, left and right together.
_OCCLUDED = {
    'blouse': {'neckline': 0.18, 'shoulder': 0.07, 'armpit': 0.44, 'cuff': 0.06, 'top_hem': 0.14},
    'outwear': {'neckline': 0.17, 'shoulder': 0.14, 'armpit': 0.64, 'cuff': 0.08, 'top_hem': 0.08},
    'trousers': {'waistband': 0.29, 'crotch': 0.06, 'bottom': 0.04},
    'skirt': {'waistband': 0.23, 'hemline': 0.02},
    'dress': {'neckline': 0.17, 'shoulder': 0.07, 'armpit': 0.38, 'waistline': 0.09, 'cuff': 0.07},
}
_TOLERANCE = 0.12


@pytest.fixture(scope='module')
def visibility():
    """Visibility of the points of each category, (_COUNT, 24)."""
    return {
        name: np.array([sample_scene(8, index, name).annotation()[1] for index in range(_COUNT)])
        for name in CATEGORIES
    }


def _columns(part: str) -> list[int]:
    return [k for k, name in enumerate(KEYPOINTS) if name.startswith(part)]


@pytest.mark.parametrize(
    ('category', 'part', 'share'),
    [(c, p, s) for c, row in _OCCLUDED.items() for p, s in row.items()],
)
def test_frequency_of_occluded_points(visibility, category, part, share):
    assert (visibility[category][:, _columns(part)] == 0).mean() == pytest.approx(
        share, abs=_TOLERANCE
    )


@pytest.mark.parametrize('category', ['blouse', 'outwear', 'dress'])
def test_frequency_of_points_that_the_cut_lacks(category):
    rng = np.random.default_rng(0)
    cuts = [sample_top(rng, category, worn=True) for _ in range(2000)]
    expected = ABSENCES[category]
    shares = {
        'shoulders': np.mean([cut.support == 'off' for cut in cuts]),
        'cuffs': np.mean([cut.support == 'shoulders' and not cut.sleeve.length for cut in cuts]),
        'both': np.mean([cut.support == 'straps' and not cut.sleeve.length for cut in cuts]),
    }
    if category != 'blouse':
        shares['waistline'] = np.mean([not cut.waisted for cut in cuts])
    for name, share in shares.items():
        assert share == pytest.approx(getattr(expected, name), abs=0.025), name


@pytest.mark.parametrize('category', ['blouse', 'outwear', 'dress'])
def test_points_that_the_cut_lacks_are_annotated_as_absent(visibility, category):
    expected = ABSENCES[category]
    annotated = visibility[category]
    shoulders = (annotated[:, _columns('shoulder')] < 0).mean()
    cuffs = (annotated[:, _columns('cuff')] < 0).mean()
    assert shoulders == pytest.approx(expected.shoulders + expected.both, abs=0.1)
    assert cuffs == pytest.approx(expected.cuffs + expected.both, abs=0.1)


@pytest.mark.parametrize('category', CATEGORIES.values(), ids=lambda c: c.name)
def test_normalizing_pair_is_rarely_absent(visibility, category):
    pair = [KEYPOINTS.index(name) for name in category.normalizing_pair]
    assert (visibility[category.name][:, pair] >= 0).all(axis=1).mean() > 0.97
