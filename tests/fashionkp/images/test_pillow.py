"""Images of Pillow equal their files."""

import numpy as np
import pytest
from PIL import Image

from fashionkp.images.pillow import pillow_array
from fashionkp.images.reading import read_image


@pytest.mark.parametrize('mode', ['RGB', 'L', '1', 'RGBA', 'LA', 'P', 'I;16'])
def test_an_image_equals_its_file(tmp_path, mode):
    colors = np.random.default_rng(0).integers(0, 256, (6, 8, 4), dtype=np.uint8)
    if mode == 'I;16':
        image = Image.fromarray(colors[..., 0].astype(np.uint16) * 257)
    else:
        image = Image.fromarray(colors).convert(mode)
    image.save(tmp_path / 'a.png')
    np.testing.assert_array_equal(pillow_array(image), read_image(tmp_path / 'a.png'))


def test_a_turned_photo_is_upright(tmp_path):
    image = Image.fromarray(np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / 'a.png', exif=exif)
    array = pillow_array(Image.open(tmp_path / 'a.png'))
    assert array.shape == (8, 6, 3)
    np.testing.assert_array_equal(array, read_image(tmp_path / 'a.png'))


def test_printing_inks_are_converted():
    assert pillow_array(Image.new('CMYK', (8, 6))).tolist() == [[[255] * 3] * 8] * 6
