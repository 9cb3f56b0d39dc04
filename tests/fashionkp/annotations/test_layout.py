"""Columns of a file, from its header or without one."""

import numpy as np
import pytest

from fashionkp.annotations import COLUMNS
from fashionkp.annotations.cells import ABSENT
from fashionkp.annotations.layout import file_layout

HEADER = list(COLUMNS)
ROW = ['a.jpg', 'skirt', *[ABSENT] * 24]


def test_the_official_header_is_plain():
    layout = file_layout(HEADER, ROW)
    assert layout.is_plain
    assert layout.labelled
    assert layout.has_header
    assert layout.cells(ROW) == ROW


def test_a_shuffled_header_states_the_order():
    order = np.random.default_rng(0).permutation(27)
    columns, cells = [*HEADER, 'category'], [*ROW[:2], *map(str, range(24)), 'clothes']
    layout = file_layout([columns[i] for i in order], [cells[i] for i in order])
    assert not layout.is_plain
    assert layout.cells([cells[i] for i in order]) == cells[:26]
    assert layout.identity([cells[i] for i in order]) == ('a.jpg', 'skirt')


@pytest.mark.parametrize('length', [2, 25])
def test_a_header_that_breaks_off_early_names_the_first_columns(length):
    layout = file_layout(HEADER[:length], ROW)
    assert layout.has_header
    assert layout.is_plain
    assert layout.width == 26


@pytest.mark.parametrize(('row', 'labelled'), [(ROW, True), (ROW[:2], False)])
def test_a_file_may_have_no_header(row, labelled):
    layout = file_layout(row, row)
    assert not layout.has_header
    assert layout.labelled == labelled
    assert layout.width == len(row)


def test_a_row_of_another_width_still_has_an_identity():
    layout = file_layout(HEADER, ROW)
    assert layout.identity(['a.jpg']) == ('a.jpg', '')
    assert layout.identity([*ROW, '']) == ('a.jpg', 'skirt')


@pytest.mark.parametrize(
    ('header', 'reason'),
    [
        (
            [*HEADER[:21], 'crutch', *HEADER[22:]],
            "unknown columns 'crutch'; missing columns 'crotch'",
        ),
        ([*HEADER[:21], 'hemline_left', *HEADER[22:]], "repeated columns 'hemline_left'"),
        (['image_id', 'category'], "missing columns 'image_category'"),
        (['image_id', 'image_category', 'crotch'], "missing columns 'neckline_left'"),
        (['image_id;image_category'], 'separated by semicolons'),
        (['image_id\timage_category'], 'separated by tabs'),
        (['{}'], 'one cell'),
    ],
)
def test_other_headers_are_refused_with_the_columns(header, reason):
    with pytest.raises(ValueError, match=reason):
        file_layout(header, ROW)
