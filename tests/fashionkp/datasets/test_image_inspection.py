"""Properties of image files, including those that cannot be read."""

import cv2
import numpy as np
import pytest
import unusual_images

from fashionkp.datasets.image_inspection import THUMBNAIL, inspect_image, inspect_images


def write(path, content):
    path.write_bytes(content)
    return path


@pytest.mark.parametrize('name', unusual_images.readable())
def test_readable_images_have_a_size_and_a_thumbnail(name, tmp_path):
    facts = inspect_image(write(tmp_path / name, unusual_images.readable()[name]))
    assert (facts.error, facts.missing) == ('', False)
    assert facts.size == unusual_images.SIZE
    assert facts.turned == (name == 'turned.jpg')
    assert facts.components == (4 if name == 'cmyk.jpg' else 3)
    grey = cv2.cvtColor(unusual_images.shown(), cv2.COLOR_BGR2GRAY)
    expected = cv2.resize(grey, (THUMBNAIL, THUMBNAIL), interpolation=cv2.INTER_AREA)
    assert np.abs(facts.thumbnail.astype(int) - expected).mean() < 5


def test_a_grey_image_has_one_component(tmp_path):
    content = cv2.imencode('.png', np.zeros((30, 40), np.uint8))[1].tobytes()
    facts = inspect_image(write(tmp_path / 'a.png', content))
    assert (facts.components, facts.size) == (1, (40, 30))


@pytest.mark.parametrize('name', unusual_images.unreadable())
def test_images_that_cannot_be_read_have_an_error(name, tmp_path):
    content, reason = unusual_images.unreadable()[name]
    facts = inspect_image(write(tmp_path / name, content))
    assert reason in facts.error
    assert (facts.missing, facts.size, facts.thumbnail) == (False, (0, 0), None)


def test_images_are_described_in_order(tmp_path):
    images = unusual_images.readable()
    paths = [write(tmp_path / name, content) for name, content in images.items()]
    paths.insert(2, tmp_path / 'missing.jpg')
    facts = inspect_images(paths)
    assert [fact.path for fact in facts] == paths
    assert [fact.missing for fact in facts] == [path.name == 'missing.jpg' for path in paths]


@pytest.mark.parametrize('suffix', ['.png', '.jpg', '.webp', '.bmp'])
@pytest.mark.parametrize('size', [(1, 1), (2000, 3), (3, 2000), (7, 7), (8, 8)])
def test_thin_images_can_be_read(tmp_path, suffix, size):
    path = tmp_path / f'a{suffix}'
    cv2.imwrite(str(path), np.full((size[1], size[0], 3), 90, np.uint8))
    facts = inspect_image(path)
    assert facts.error == ''
    assert facts.size == size
    np.testing.assert_allclose(facts.thumbnail, 90, atol=2)
