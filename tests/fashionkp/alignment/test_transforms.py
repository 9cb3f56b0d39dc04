"""Transforms as JSON and back."""

import json

import numpy as np
import pytest

from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.thin_plate import fit_thin_plate
from fashionkp.alignment.transforms import transform_of

POINTS = np.array([[10.0, 20], [80, 30], [40, 90], [60.5, 12.25]])


@pytest.mark.parametrize(
    'transform',
    [
        Similarity.of(0.3 + 0.7j, 5 - 9j),
        fit_thin_plate(POINTS, POINTS**1.1, np.zeros(4), 100),
    ],
)
def test_a_transform_comes_back_from_json(transform):
    back = transform_of(json.loads(json.dumps(transform.as_dict())))
    assert type(back) is type(transform)
    np.testing.assert_array_equal(back.to_photo(POINTS), transform.to_photo(POINTS))
    np.testing.assert_allclose(back.to_photo(back.to_image(POINTS)), POINTS, atol=1e-5)


@pytest.mark.parametrize(
    ('record', 'message'),
    [({}, 'kind None: expected similarity'), ({'kind': 'thin_plate'}, 'without controls')],
)
def test_what_states_no_transform_is_refused(record, message):
    with pytest.raises(ValueError, match=message):
        transform_of(record)
