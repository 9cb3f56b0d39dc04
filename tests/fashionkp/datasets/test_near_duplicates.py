"""Copies of pictures are told from pictures that are alike."""

import cv2
import numpy as np
import pytest

from fashionkp.datasets.near_duplicates import originals


def picture(seed, size=(400, 320)):
    patches = np.random.default_rng(seed).integers(0, 256, (8, 8), np.uint8)
    return cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC)


def thumbnail(image):
    return cv2.resize(image, (32, 32), interpolation=cv2.INTER_AREA)


def compressed(image):
    return cv2.imdecode(cv2.imencode('.jpg', image, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], 0)


CHANGES = {
    'compressed': compressed,
    'half': lambda image: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
    'enlarged': lambda image: cv2.resize(image, None, fx=1.4, fy=1.4),
    'brighter': lambda image: cv2.convertScaleAbs(image, alpha=0.8, beta=30),
}


@pytest.mark.parametrize('change', CHANGES.values(), ids=CHANGES)
def test_a_copy_is_found_among_other_pictures(change):
    images = [picture(seed) for seed in range(40)]
    copies = [change(images[i]) for i in (3, 17, 39)]
    found = originals([thumbnail(image) for image in images + copies])
    assert found.tolist() == [*range(40), 3, 17, 39]


def test_mirrored_and_other_pictures_are_not_copies():
    images = [picture(seed) for seed in range(300)]
    images += [image[:, ::-1] for image in images[:20]]
    assert originals([thumbnail(image) for image in images]).tolist() == [*range(320)]


def test_a_copy_of_a_copy_belongs_to_the_first():
    images = [picture(1), picture(0), compressed(picture(0)), picture(0), compressed(picture(1))]
    assert originals([thumbnail(image) for image in images]).tolist() == [0, 1, 1, 1, 0]


def test_plain_pictures_are_copies_where_they_are_equal():
    greys = [np.full((32, 32), grey, np.uint8) for grey in (9, 200, 9)]
    assert originals(greys).tolist() == [0, 1, 0]


def test_few_pictures():
    assert originals([]).tolist() == []
    assert originals([thumbnail(picture(0))]).tolist() == [0]


def test_many_equal_pictures_are_not_compared_with_each_other():
    same = [thumbnail(picture(0))] * 20_000
    assert (originals(same) == 0).all()
