"""Images as paths, arrays and images of Pillow."""

import cv2
import numpy as np
from PIL import Image

from fashionkp.images.image_like import image_array


def test_all_forms_of_an_image_are_the_same_array(tmp_path):
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    path = tmp_path / 'a.png'
    cv2.imwrite(str(path), image)
    for form in (path, str(path), Image.open(path), image):
        np.testing.assert_array_equal(image_array(form), image)
