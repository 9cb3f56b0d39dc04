"""Images of inputs, which are read when needed."""

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.inference.sources import Video, find_images

BLUE = np.full((6, 8, 3), (200, 0, 0), np.uint8)


@pytest.fixture
def shop(tmp_path):
    """A folder of images and subfolders, among other files."""
    for name in ('b.jpg', 'a.PNG', 'deep/er/c.webp', '.hidden.jpg', 'notes.txt'):
        path = tmp_path / 'shop' / name
        path.parent.mkdir(parents=True, exist_ok=True)
        suffix = path.suffix if path.suffix != '.txt' else '.png'
        path.write_bytes(cv2.imencode(suffix, BLUE)[1].tobytes())
    return tmp_path / 'shop'


def names(*inputs):
    return [image.name for source in find_images(inputs) for image in source]


def test_a_folder_is_searched_recursively(shop):
    assert names(shop) == [str(shop / name) for name in ('a.PNG', 'b.jpg', 'deep/er/c.webp')]


def test_patterns_files_and_folders_keep_the_given_order(shop):
    given = (str(shop / '**' / '*.webp'), shop / 'b.jpg', shop / 'deep')
    expected = [str(shop / name) for name in ('deep/er/c.webp', 'b.jpg', 'deep/er/c.webp')]
    assert names(*given) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(shop):
    path = (shop / 'b.jpg').rename(shop / 'b[1].jpg')
    assert names(path) == [str(path)]


def test_an_image_is_read_when_needed(shop):
    (image,) = find_images(shop / 'a.PNG')[0]
    np.testing.assert_array_equal(image.read(), BLUE)
    (shop / 'a.PNG').unlink()
    with pytest.raises(OSError, match=r'a\.PNG'):
        image.read()


def test_a_table_has_ids_and_categories_of_images_beside_it(shop):
    table = shop / 'test.csv'
    table.write_text('image_id,image_category\nb.jpg,skirt\ndeep/er/c.webp,dress\nno.jpg,dress\n')
    first, second, missing = find_images(table)[0]
    assert [(image.name, image.category) for image in (first, second)] == [
        ('b.jpg', 'skirt'),
        ('deep/er/c.webp', 'dress'),
    ]
    assert first.read().shape == BLUE.shape
    with pytest.raises(OSError, match=r'no\.jpg'):
        missing.read()


def test_arrays_have_no_name():
    single, several = find_images([BLUE, np.stack([BLUE, BLUE[::-1]])])
    assert [image.name for image in (*single, *several)] == ['', '', '']
    np.testing.assert_array_equal(several[1].read(), BLUE[::-1])
    ((pillow,),) = find_images(Image.fromarray(BLUE[..., ::-1]))
    assert pillow.name == ''
    np.testing.assert_array_equal(pillow.read(), BLUE)


@pytest.mark.parametrize(
    'array', [BLUE[..., 0], BLUE.astype(float), BLUE[:0], np.zeros((2, 2, 4), np.uint8)]
)
def test_an_array_that_is_not_an_image_is_refused(array):
    with pytest.raises(ValueError, match=r'an array of shape \('):
        find_images(array)


@pytest.mark.parametrize(
    ('name', 'reason'),
    [('no.jpg', 'no such file'), ('*.gif', 'matches no file'), ('empty', 'no image')],
)
def test_a_missing_input_is_named(tmp_path, name, reason):
    (tmp_path / 'empty').mkdir()
    with pytest.raises(FileNotFoundError, match=reason) as error:
        find_images(tmp_path / name)
    assert name in str(error.value)


@pytest.fixture
def video(tmp_path):
    path = tmp_path / 'walk.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 10, (64, 48))
    for value in (0, 100, 200):
        writer.write(np.full((48, 64, 3), value, np.uint8))
    writer.release()
    return path


def test_a_video_yields_its_frames_in_order(video):
    (source,) = find_images(video)
    frames = [(image.name, round(image.read().mean(), -1)) for image in source]
    assert frames == [(f'{video}#{i:06}', value) for i, value in enumerate((0, 100, 200))]
    assert len(source) == 3


def test_a_broken_video_is_an_image_that_cannot_be_read(tmp_path):
    path = tmp_path / 'walk.mp4'
    path.write_bytes(b'no video')
    (image,) = Video(path)
    assert image.name == str(path)
    with pytest.raises(ValueError, match=r'cannot read video .*walk\.mp4'):
        image.read()
