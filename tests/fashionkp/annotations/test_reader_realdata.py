"""The official tables, read."""

import csv

import numpy as np
import pytest

from fashionkp.annotations import read_annotations

pytestmark = pytest.mark.realdata


@pytest.mark.parametrize('name', ['annotations/warm_up.csv', 'metric/gt.csv', 'fixture/train.csv'])
def test_official_tables_equal_a_reading_cell_by_cell(fashionai_root, name):
    table = read_annotations(fashionai_root / name)
    with (fashionai_root / name).open(newline='') as file:
        rows = list(csv.reader(file))[1:]
    cells = np.array([[list(map(int, cell.split('_'))) for cell in row[2:]] for row in rows])
    np.testing.assert_array_equal(table.keypoints, cells[..., :2])
    np.testing.assert_array_equal(table.visibility, cells[..., 2])
    assert table.image_ids.tolist() == [row[0] for row in rows]
    assert table.category_names.tolist() == [row[1] for row in rows]
    assert table.lines.tolist() == list(range(2, len(rows) + 2))


def test_rows_that_official_tables_share_are_kept_once(fashionai_root, caplog):
    files = [fashionai_root / 'annotations' / name for name in ('round1_train.csv', 'warm_up.csv')]
    table = read_annotations(*files, fashionai_root / 'fixture' / 'train.csv')
    assert len(table) == 31_631 + 12_534
    assert caplog.messages == ['dropped 57 rows that repeat another row exactly']
