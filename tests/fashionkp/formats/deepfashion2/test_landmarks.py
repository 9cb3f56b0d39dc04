"""Landmarks and key points, against MMPose's description of the landmarks."""

import runpy
from importlib.util import find_spec
from pathlib import Path

import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.formats.deepfashion2 import GARMENTS
from fashionkp.keypoints import mirror

PREFIXES = ['sss', 'lss', 'sso', 'lso', 'vest', 'sling', 'shorts', 'trousers', 'skirt']
PREFIXES += ['ssd', 'lsd', 'vd', 'sd']


@pytest.mark.parametrize('garment', GARMENTS.values(), ids=lambda garment: garment.name)
def test_landmarks_are_distinct_key_points_of_the_category(garment):
    assert set(garment.points) <= set(CATEGORIES[garment.category].keypoints)
    assert len(set(garment.points.values())) == len(garment.points)
    assert {mirror(name) for name in garment.points} == set(garment.points)
    assert set(CATEGORIES[garment.category].normalizing_pair) <= set(garment.points)


def test_there_are_294_landmarks_of_13_garments():
    assert list(GARMENTS) == list(range(1, 14))
    assert sum(garment.landmarks for garment in GARMENTS.values()) == 294


def test_mirrored_key_points_are_mirrored_landmarks_of_mmpose():
    spec = find_spec('mmpose')
    if spec is None or spec.origin is None:
        pytest.skip('MMPose is not installed')
    path = Path(spec.origin).parent / '.mim/configs/_base_/datasets/deepfashion2.py'
    if not path.is_file():
        pytest.skip('MMPose is installed without configs')
    points = runpy.run_path(str(path))['dataset_info']['keypoint_info'].values()
    swaps = {point['name']: point['swap'] for point in points}
    for prefix, garment in zip(PREFIXES, GARMENTS.values(), strict=True):
        assert sum(name.startswith(f'{prefix}_kpt') for name in swaps) == garment.landmarks
        for name, landmark in garment.points.items():
            other = garment.points[mirror(name)]
            expected = '' if other == landmark else f'{prefix}_kpt{other}'
            assert swaps[f'{prefix}_kpt{landmark}'] == expected, (garment.name, name)
