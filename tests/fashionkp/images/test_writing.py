"""Images are written in the format of their file's name."""

import cv2
import numpy as np
import pytest

from fashionkp.images.writing import write_image


@pytest.mark.parametrize('name', ['a.png', 'deep/a.jpg', 'a.JPEG'])
def test_an_image_is_written_in_the_format_of_its_name(tmp_path, name):
    image = np.full((8, 9, 3), (10, 200, 30), np.uint8)
    write_image(tmp_path / name, image)
    tolerance = 0 if name.endswith('png') else 8
    np.testing.assert_allclose(cv2.imread(str(tmp_path / name)), image, atol=tolerance)


def test_a_format_that_is_not_written_is_named_with_the_choices(tmp_path):
    with pytest.raises(ValueError, match=r'a\.txt: .*\.png, \.jpg'):
        write_image(tmp_path / 'a.txt', np.zeros((8, 9, 3), np.uint8))
