"""Findings at rows and key points of a table."""

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import KEYPOINTS
from fashionkp.doctor.findings import at_points, at_row, at_rows, cells_text


@pytest.fixture
def table(archive):
    archive.write()
    return read_annotations(archive.table)


def test_at_row_has_file_line_and_image_id(table, archive):
    finding = at_row(table, 3, 'text', keypoints=('crotch',))
    assert (finding.path, finding.line) == (archive.table, 5)
    assert finding.image_id == archive.rows[3][0]
    assert finding.keypoints == ('crotch',)


def test_at_rows_has_the_rows_of_the_mask(table):
    mask = np.isin(np.arange(len(table)), (2, 7))
    assert [finding.line for finding in at_rows(table, mask, 'same')] == [4, 9]
    assert [finding.text for finding in at_rows(table, mask, str)] == ['2', '7']


def test_at_points_lists_cells_up_to_the_maximum(table):
    mask = np.zeros((len(table), len(KEYPOINTS)), bool)
    mask[0, :3] = True
    (finding,) = at_points(table, mask, max_cells=2, suffix=lambda row: f' in row {row}')
    assert finding.keypoints == KEYPOINTS[:3]
    cells = cells_text(table, 0, KEYPOINTS[:2])
    assert finding.text == f'{cells} (and 1 more) in row 0'
    (finding,) = at_points(table, mask)
    assert finding.text == cells_text(table, 0, KEYPOINTS[:3])


def test_cells_text_has_the_cells_of_the_table(table, archive):
    cells = archive.rows[0][2:4]
    assert cells_text(table, 0, KEYPOINTS[:2]) == (
        f'{KEYPOINTS[0]} = {cells[0]}, {KEYPOINTS[1]} = {cells[1]}'
    )


def test_cells_text_keeps_fractions(table):
    table.keypoints[0, 0] = -0.5, 512.0625
    assert cells_text(table, 0, KEYPOINTS[:1]).startswith(f'{KEYPOINTS[0]} = -0.5_512.0625_')
