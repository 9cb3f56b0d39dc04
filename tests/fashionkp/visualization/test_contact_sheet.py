"""Contact sheets as images and as HTML pages."""

import base64
import re

import cv2
import numpy as np
import pytest

from fashionkp.visualization.contact_sheet import (
    TILE,
    CaptionedRow,
    image_page,
    image_sheet,
    sheet,
    tile,
    write_contact_sheet,
)

GAP = 4


def grey(value: int, width: int = 40, height: int = 60) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def centers(image: np.ndarray, columns: int) -> list[int]:
    """Return the grey value at the centre of each tile, row by row."""
    w, h = TILE[0] + GAP, TILE[1] + GAP
    rows = (image.shape[0] - GAP) // h
    return [
        int(image[row * h + GAP + TILE[0] // 2, column * w + GAP + TILE[0] // 2, 0])
        for row in range(rows)
        for column in range(columns)
    ]


def test_single_images_fill_rows_of_six():
    image = image_sheet([CaptionedRow([grey(10 * i)], f'{i}') for i in range(8)])
    assert centers(image, 6) == [0, 10, 20, 30, 40, 50, 60, 70, 255, 255, 255, 255]
    strip = image[GAP + TILE[0] : GAP + TILE[1], GAP : GAP + TILE[0]]
    assert (strip < 128).any()  # the caption


def test_image_and_its_variants_have_their_own_row():
    rows = [CaptionedRow([grey(i), grey(i + 1), grey(i + 2)], '') for i in (10, 50)]
    assert centers(image_sheet(rows), 3) == [10, 11, 12, 50, 51, 52]


def images_of(page: str) -> list[np.ndarray]:
    """Return the images that are embedded in a page."""
    encoded = re.findall(r'base64,([^"]+)', page)
    data = (np.frombuffer(base64.b64decode(text), np.uint8) for text in encoded)
    return [cv2.imdecode(buffer, cv2.IMREAD_COLOR) for buffer in data]


def test_page_has_images_side_by_side_at_one_height_without_enlarging():
    (image,) = images_of(
        image_page('a', [CaptionedRow([grey(0, 600, 1200), grey(200, 50, 100)], '')])
    )
    assert image.shape == (100, 50 + GAP + 50, 3)
    assert image[50, 25, 0] < 5
    assert abs(int(image[50, -25, 0]) - 200) < 5
    (large,) = images_of(image_page('a', [CaptionedRow([grey(0, 1200, 600)], '')]))
    assert large.shape == (200, 400, 3)


def test_page_escapes_names():
    text = image_page('<script>', [CaptionedRow([grey(0)], '"><img onerror=alert(1)>')])
    assert '<script>' not in text
    assert text.count('<img') == 1


def test_suffix_decides_between_image_and_page(tmp_path):
    rows = [CaptionedRow([grey(0)], 'a')]
    write_contact_sheet(tmp_path / 'a.png', 'title', rows)
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / 'a.png')), image_sheet(rows))
    for name in ('a.HTML', 'a.htm'):
        write_contact_sheet(tmp_path / name, 'title', rows)
        assert (tmp_path / name).read_text() == image_page('title', rows)
    with pytest.raises(ValueError, match=r'a\.gif: expected .*\.png, \.jpg, \.jpeg, \.html'):
        write_contact_sheet(tmp_path / 'a.gif', 'title', rows)


@pytest.mark.parametrize('shape', [(400, 100), (100, 400), (512, 512), (7, 5)])
def test_tile_has_the_whole_image_in_proportion(shape):
    size = (120, 160)
    image = tile(np.zeros((*shape, 3), np.uint8), size)
    assert image.shape == (160, 120, 3)
    y, x = np.nonzero((image == 0).all(axis=-1))
    h, w = np.ptp(y) + 1, np.ptp(x) + 1
    assert h / w == pytest.approx(shape[0] / shape[1], rel=0.05)
    assert w == 120 or h == 140
    assert y.max() < 140  # below is the caption's strip
    assert x.min() == pytest.approx(119 - x.max(), abs=1)
    assert y.min() == pytest.approx(139 - y.max(), abs=1)


def test_caption_is_below_the_image():
    image = np.full((140, 120, 3), 255, np.uint8)
    written = np.nonzero((tile(image, (120, 160), 'skirt: truth') < 128).any(axis=-1))[0]
    assert written.min() >= 140
    assert (tile(image, (120, 160)) == 255).all()


def test_sheet_has_tiles_row_by_row():
    tiles = [np.full((30, 20, 3), value, np.uint8) for value in range(5)]
    image = sheet(tiles, columns=2, gap=4)
    assert image.shape == (3 * 34 + 4, 2 * 24 + 4, 3)
    for i, value in enumerate(range(5)):
        y, x = 4 + 34 * (i // 2), 4 + 24 * (i % 2)
        assert (image[y : y + 30, x : x + 20] == value).all()
    assert (image == 255).all(axis=-1).sum() == image[..., 0].size - 5 * 30 * 20
