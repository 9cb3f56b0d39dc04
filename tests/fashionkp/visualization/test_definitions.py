"""The definition of categories: what is drawn and written, and where."""

from itertools import combinations

import cv2
import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS, OFFICIAL_CATEGORIES, Category
from fashionkp.synthetic.specimens import draw_specimen
from fashionkp.visualization import definitions
from fashionkp.visualization.definitions import DRAWING_SIZE, definition_sheet
from fashionkp.visualization.keypoints import side_color


@pytest.fixture
def texts(monkeypatch):
    """Return the texts that are written; each with its left, top, right and bottom in its cell."""
    written = []
    put_text = cv2.putText

    def record(image, text, origin, font, size, color, thickness, line):
        (width, height), below = cv2.getTextSize(text, font, size, thickness)
        (x, y), shape = origin, image.shape
        written.append((text, (x, y - height, x + width, y + below), id(image), shape))
        return put_text(image, text, origin, font, size, color, thickness, line)

    monkeypatch.setattr(cv2, 'putText', record)
    return written


def drawings(*names):
    return {name: draw_specimen(name, DRAWING_SIZE) for name in names or OFFICIAL_CATEGORIES}


def test_every_key_point_has_its_number_and_name(texts):
    definition_sheet(drawings('trousers'))
    written = [text for text, *_ in texts]
    for name in CATEGORIES['trousers'].keypoints:
        assert written[written.index(name) - 1] == str(KEYPOINTS.index(name))
    assert 'trousers' in written
    assert '7 key points; unit of error: from 15 to 16' in written


def test_points_without_a_drawing_are_listed(texts):
    sheet = definition_sheet({'dress': None})
    assert {*CATEGORIES['dress'].keypoints} <= {text for text, *_ in texts}
    assert (sheet == side_color('center_front')[::-1]).all(axis=-1).any()


def test_texts_are_whole_and_do_not_overlap(texts, monkeypatch):
    names = 'embroidered_pocket_left_lower_out', 'embroidered_pocket_right_lower_out'
    cape = 'cape' * 20
    monkeypatch.setitem(CATEGORIES, cape, Category(cape, names, names))
    monkeypatch.setattr(definitions, 'KEYPOINTS', (*KEYPOINTS, *names))
    definition_sheet({**drawings(), cape: None})
    for text, (left, top, right, bottom), _, (height, width, _) in texts:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= width, text
        assert bottom <= height, text
    for (text, a, cell, _), (other, b, other_cell, _) in combinations(texts, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart or cell != other_cell, (text, other)


def test_garment_has_dots_in_the_colours_of_their_sides():
    image, keypoints = drawings('skirt')['skirt']
    cloth = 10, 20, 30
    sheet = definition_sheet({'skirt': (np.full_like(image, cloth), keypoints)})
    y, x = np.nonzero((sheet == cloth).all(axis=-1))
    for name, point in keypoints.items():
        column, row = np.rint(np.add(point, (x.min(), y.min()))).astype(int)
        assert tuple(sheet[row, column, ::-1]) == side_color(name)


def test_unknown_category_is_an_error():
    with pytest.raises(ValueError, match='coat'):
        definition_sheet({'coat': None})
