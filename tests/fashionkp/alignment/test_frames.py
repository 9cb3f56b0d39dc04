"""The similarities that the server states are those by which Python aligns and crops."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp import align, crop
from fashionkp.alignment import frames
from fashionkp.alignment.frames import garment_frames
from fashionkp.alignment.parts import CATEGORY_PARTS
from fashionkp.categories import OFFICIAL_CATEGORIES


@pytest.mark.parametrize('category', OFFICIAL_CATEGORIES)
def test_matrices_and_sizes_are_those_of_align_and_crop(garment, photo, category):
    turned = garment(category, turn=77)
    stated = garment_frames(turned)
    made = {'alignment': align(photo, turned)}
    assert list(stated['crops']) == list(CATEGORY_PARTS[category])
    made |= {part: crop(photo, turned, part) for part in stated['crops']}
    found = {'alignment': stated['alignment'], **stated['crops']}
    for name, image in made.items():
        assert found[name] == dict(
            matrix=image.transform.as_dict()['matrix'], size=[*image.garment.size], reason=None
        )


def test_what_cannot_be_made_has_a_reason(garment):
    stated = garment_frames(garment('blouse', absent=['cuff_left_in']))
    absent = dict(matrix=None, size=None, reason='no cuff_left_in')
    assert stated['crops']['left_cuff'] == stated['crops']['left_sleeve'] == absent
    assert stated['crops']['right_cuff']['reason'] is stated['alignment']['reason'] is None
    points = garment('blouse').keypoints
    mirrored = replace(garment('blouse'), keypoints=points * (-1, 1) + (400, 0))
    assert garment_frames(mirrored)['alignment']['reason'].startswith('residual')
    lost = replace(garment('skirt'), presence=np.zeros(4))
    reasons = [frame['reason'] for frame in garment_frames(lost)['crops'].values()]
    assert all(reasons)


def test_a_garment_without_a_template_has_crops_alone(garment, monkeypatch):
    monkeypatch.setattr(frames, 'has_template', lambda category: False)
    stated = garment_frames(garment('skirt'))
    assert stated['alignment'] == dict(
        matrix=None, size=None, reason='a custom garment has no template'
    )
    assert stated['crops']['hem']['reason'] is None
