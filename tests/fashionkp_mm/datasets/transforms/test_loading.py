"""Loading: whole images pass, cut-off ones are named."""

import builtins

import cv2
import numpy as np
import pytest
import unusual_images
from PIL import ExifTags, Image

from fashionkp_mm.datasets import LoadCompleteImage, OpenImage, WholeImageBox


@pytest.fixture
def image(tmp_path):
    path = tmp_path / 'a.jpg'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    return path


def test_a_image_is_loaded_as_opencv_does(image):
    results = LoadCompleteImage()(dict(img_path=str(image)))
    np.testing.assert_array_equal(results['img'], cv2.imread(str(image)))


def test_an_array_passes_through():
    image = np.zeros((4, 5, 3), np.uint8)
    assert LoadCompleteImage()(dict(img=image, img_path='x.jpg'))['img'] is image


@pytest.mark.parametrize('keep', [0.3, 0.7, 0.99])
def test_a_truncated_image_is_refused_with_its_row(image, keep):
    data = image.read_bytes()
    image.write_bytes(data[: int(len(data) * keep)])
    item = dict(img_path=str(image), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=r'a\.jpg \(train\.csv:7\)'):
        LoadCompleteImage()(item)


@pytest.mark.parametrize('data', [b'', b'not an image', b'\xff\xd8\xff\xd9'])
def test_what_is_no_image_is_refused(image, data):
    image.write_bytes(data)
    with pytest.raises(ValueError, match=r'cannot read image .*a\.jpg'):
        LoadCompleteImage()(dict(img_path=str(image)))


def test_bytes_after_the_end_do_no_harm(image):
    image.write_bytes(image.read_bytes() + b'some maker note')
    assert LoadCompleteImage()(dict(img_path=str(image)))['img'].shape == (60, 40, 3)


def test_png_is_read_and_refused_likewise(tmp_path):
    path = tmp_path / 'a.png'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    np.testing.assert_array_equal(LoadCompleteImage()(dict(img_path=str(path)))['img'], noise)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ValueError, match='cannot read image'):
        LoadCompleteImage()(dict(img_path=str(path)))


def test_a_missing_image_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'gone\.jpg'):
        LoadCompleteImage()(dict(img_path=str(tmp_path / 'gone.jpg')))


def test_the_whole_image_is_the_box_unless_there_is_one():
    assert WholeImageBox()(dict(img_shape=(60, 40)))['bbox'].tolist() == [[0, 0, 40, 60]]
    own = np.array([[1, 2, 3, 4]], np.float32)
    assert WholeImageBox()(dict(img_shape=(60, 40), bbox=own))['bbox'] is own


def turned(path, orientation):
    """The image saved anew, with EXIF data that say how it is to be turned."""
    with Image.open(path) as image:
        exif = image.getexif()
        exif[ExifTags.Base.Orientation] = orientation
        image.save(path, exif=exif)


def test_a_jpeg_is_opened_without_decoding_it(image):
    results = OpenImage()(dict(img_path=str(image)))
    assert 'img' not in results
    assert results['img_shape'] == results['ori_shape'] == (60, 40)
    pixels = results['encoded'].pixels(np.eye(2, 3), (40, 60))
    np.testing.assert_array_equal(pixels, cv2.imread(str(image)))


@pytest.mark.parametrize('orientation', [1, 3, 6, 8])
def test_a_image_is_turned_as_opencv_turns_it(image, orientation):
    turned(image, orientation)
    expected = cv2.imread(str(image))
    results = OpenImage()(dict(img_path=str(image)))
    assert ('img' in results) == (orientation != 1)
    assert results['img_shape'] == results['ori_shape'] == expected.shape[:2]
    h, w = expected.shape[:2]
    seen = results['img'] if 'img' in results else results['encoded'].pixels(np.eye(2, 3), (w, h))
    np.testing.assert_array_equal(seen, expected)


def test_what_is_no_jpeg_is_decoded_at_once(tmp_path):
    path = tmp_path / 'a.png'
    noise = np.random.default_rng(0).integers(0, 256, (60, 40, 3), dtype=np.uint8)
    cv2.imwrite(str(path), noise)
    results = OpenImage()(dict(img_path=str(path)))
    np.testing.assert_array_equal(results['img'], noise)
    assert results['img_shape'] == (60, 40)


def test_an_array_is_open_already():
    image = np.zeros((4, 5, 3), np.uint8)
    results = OpenImage()(dict(img=image, img_path='x.jpg'))
    assert results['img'] is image
    assert results['img_shape'] == (4, 5)


@pytest.mark.parametrize('keep', [0.0, 0.3, 0.99])
def test_a_truncated_image_is_not_opened(image, keep):
    data = image.read_bytes()
    image.write_bytes(data[: int(len(data) * keep)])
    item = dict(img_path=str(image), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=r'a\.jpg \(train\.csv:7\)'):
        OpenImage()(item)


@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
def test_a_file_is_read_once(image, step, monkeypatch):
    reads = []
    read = builtins.open
    monkeypatch.setattr(
        'builtins.open', lambda path, *mode: reads.append(path) or read(path, *mode)
    )
    monkeypatch.setattr('mmengine.fileio.get', lambda *args, **kwargs: reads.append(args))
    step()(dict(img_path=str(image)))
    assert reads == [str(image)]


@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
def test_a_folder_is_no_image(tmp_path, step):
    with pytest.raises(FileNotFoundError, match=f'no image {tmp_path}'):
        step()(dict(img_path=str(tmp_path)))


@pytest.mark.faults
@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
@pytest.mark.parametrize('name', unusual_images.readable())
def test_unusual_images_are_loaded_upright_in_eight_bits_and_three_colours(name, step, tmp_path):
    (tmp_path / name).write_bytes(unusual_images.readable()[name])
    results = step()(dict(img_path=str(tmp_path / name)))
    assert results['img_shape'] == unusual_images.SIZE[::-1]
    got = results.get('img')
    if got is None:
        got = results['encoded'].pixels(np.eye(2, 3), unusual_images.SIZE)
    assert got.dtype == np.uint8
    np.testing.assert_allclose(got.astype(int), unusual_images.shown(), atol=16)  # JPEG's at edges


@pytest.mark.faults
@pytest.mark.parametrize('step', [LoadCompleteImage, OpenImage])
@pytest.mark.parametrize('name', unusual_images.unreadable())
def test_bad_images_are_refused_with_their_row(name, step, tmp_path):
    data, reason = unusual_images.unreadable()[name]
    (tmp_path / name).write_bytes(data)
    item = dict(img_path=str(tmp_path / name), raw_ann_info=dict(location='train.csv:7'))
    with pytest.raises(ValueError, match=rf'{name} \(train\.csv:7\): .*{reason}'):
        step()(item)
