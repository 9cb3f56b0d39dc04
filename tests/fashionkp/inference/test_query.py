"""Queries: valid images, and the region that a model sees."""

import numpy as np
import pytest

from fashionkp.inference.query import Query

IMAGE = np.zeros((6, 8, 3), np.uint8)


def test_without_a_box_the_region_is_the_whole_image():
    assert Query(IMAGE).size == (8, 6)
    assert Query(IMAGE).region == (0, 0, 8, 6)
    assert Query(IMAGE, box=(1, 2, 3, 4)).region == (1, 2, 3, 4)


@pytest.mark.parametrize(
    'image', [IMAGE[..., 0], IMAGE.astype(float), IMAGE[:0], IMAGE.tolist(), IMAGE[..., :2]]
)
def test_an_array_that_is_not_an_image_is_refused(image):
    with pytest.raises(ValueError, match=r"'a\.jpg' .*expected \(H, W, 3\) of uint8"):
        Query(image, 'a.jpg')
