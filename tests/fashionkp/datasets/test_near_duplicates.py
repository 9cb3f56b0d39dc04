"""Copies of images are distinguished from similar images."""

import cv2
import numpy as np
import pytest

from fashionkp.datasets.near_duplicates import near_duplicate_groups


def random_image(seed, size=(400, 320)):
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
def test_a_copy_is_found_among_other_images(change):
    images = [random_image(seed) for seed in range(40)]
    copies = [change(images[i]) for i in (3, 17, 39)]
    groups = near_duplicate_groups([thumbnail(image) for image in images + copies])
    assert groups.tolist() == [*range(40), 3, 17, 39]


def test_mirrored_and_other_images_are_not_copies():
    images = [random_image(seed) for seed in range(300)]
    images += [image[:, ::-1] for image in images[:20]]
    assert near_duplicate_groups([thumbnail(image) for image in images]).tolist() == [*range(320)]


def test_a_copy_of_a_copy_belongs_to_the_first():
    images = [
        random_image(1),
        random_image(0),
        compressed(random_image(0)),
        random_image(0),
        compressed(random_image(1)),
    ]
    assert near_duplicate_groups([thumbnail(image) for image in images]).tolist() == [0, 1, 1, 1, 0]


def test_plain_images_are_copies_if_they_are_equal():
    greys = [np.full((32, 32), grey, np.uint8) for grey in (9, 200, 9)]
    assert near_duplicate_groups(greys).tolist() == [0, 1, 0]


def test_few_images():
    assert near_duplicate_groups([]).tolist() == []
    assert near_duplicate_groups([thumbnail(random_image(0))]).tolist() == [0]


def test_many_equal_images_are_not_compared_with_each_other():
    same = [thumbnail(random_image(0))] * 20_000
    assert (near_duplicate_groups(same) == 0).all()
