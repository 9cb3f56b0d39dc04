"""Sheets and pages: what stands where."""

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
    write_contact_sheet,
)

GAP = 4


def grey(value: int, width: int = 40, height: int = 60) -> np.ndarray:
    return np.full((height, width, 3), value, np.uint8)


def middles(sheet: np.ndarray, columns: int) -> list[int]:
    """Grey in the middle of each tile, row by row."""
    w, h = TILE[0] + GAP, TILE[1] + GAP
    rows = (sheet.shape[0] - GAP) // h
    return [
        int(sheet[row * h + GAP + TILE[0] // 2, column * w + GAP + TILE[0] // 2, 0])
        for row in range(rows)
        for column in range(columns)
    ]


def test_single_images_fill_rows_of_six():
    sheet = image_sheet([CaptionedRow([grey(10 * i)], f'{i}') for i in range(8)])
    assert middles(sheet, 6) == [0, 10, 20, 30, 40, 50, 60, 70, 255, 255, 255, 255]
    strip = sheet[GAP + TILE[0] : GAP + TILE[1], GAP : GAP + TILE[0]]
    assert (strip < 128).any()  # the caption


def test_what_belongs_together_has_a_row_of_its_own():
    rows = [CaptionedRow([grey(i), grey(i + 1), grey(i + 2)], '') for i in (10, 50)]
    assert middles(image_sheet(rows), 3) == [10, 11, 12, 50, 51, 52]


def images_of(page: str) -> list[np.ndarray]:
    found = re.findall(r'base64,([^"]+)', page)
    data = (np.frombuffer(base64.b64decode(text), np.uint8) for text in found)
    return [cv2.imdecode(one, cv2.IMREAD_COLOR) for one in data]


def test_a_page_has_images_of_one_height_side_by_side_none_enlarged():
    (found,) = images_of(
        image_page('a', [CaptionedRow([grey(0, 600, 1200), grey(200, 50, 100)], '')])
    )
    assert found.shape == (100, 50 + GAP + 50, 3)
    assert found[50, 25, 0] < 5
    assert abs(int(found[50, -25, 0]) - 200) < 5
    (large,) = images_of(image_page('a', [CaptionedRow([grey(0, 1200, 600)], '')]))
    assert large.shape == (200, 400, 3)


def test_a_page_takes_no_markup_from_names():
    text = image_page('<script>', [CaptionedRow([grey(0)], '"><img onerror=alert(1)>')])
    assert '<script>' not in text
    assert text.count('<img') == 1


def test_the_ending_of_the_name_decides(tmp_path):
    shown = [CaptionedRow([grey(0)], 'a')]
    write_contact_sheet(tmp_path / 'a.png', 'title', shown)
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / 'a.png')), image_sheet(shown))
    write_contact_sheet(tmp_path / 'a.HTML', 'title', shown)
    assert (tmp_path / 'a.HTML').read_text() == image_page('title', shown)
    with pytest.raises(ValueError, match=r'a\.gif: expected .*\.png, \.jpg, \.jpeg, \.html'):
        write_contact_sheet(tmp_path / 'a.gif', 'title', shown)
