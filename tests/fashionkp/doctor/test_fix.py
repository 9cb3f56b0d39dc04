"""What is mended, and that nothing else is touched."""

import pytest

from fashionkp.annotations import COLUMNS, read_annotations
from fashionkp.doctor import fix_summary, fix_table, run_checks


@pytest.fixture
def mended(archive, tmp_path, read_table):
    """Mend the archive's table: the counts and the rows that were written."""

    def run():
        archive.write()
        counts = fix_table(archive.table, tmp_path / 'out.csv')
        assert (tmp_path / 'out.csv').read_bytes().count(b'\r') == 0
        header, *rows = read_table(tmp_path / 'out.csv')
        assert header == list(COLUMNS)
        return counts, rows

    return run


def test_a_sound_table_stays_as_it_is(archive, mended, tmp_path):
    counts, rows = mended()
    assert counts == dict(rows=10, mended=0, repeated=0, malformed=0)
    assert rows == archive.rows
    text = '10 of 10 rows written, 0 mended, 0 repetitions left out, 0 still malformed'
    assert fix_summary(counts) == text


def test_the_form_becomes_the_official_one(archive, mended):
    official = [list(cells) for cells in archive.rows]
    archive.header = [*reversed(archive.header), 'category']
    archive.rows = [[*reversed(cells), 'clothes'] for cells in archive.rows]
    archive.start, archive.end = b'\xef\xbb\xbf', b'\r\n\r\n'
    counts, rows = mended()
    assert rows == official
    assert counts['mended'] == counts['malformed'] == 0


def test_cells_that_can_be_read_in_one_way_only(archive, mended, tmp_path):
    official = [list(cells) for cells in archive.rows]
    archive.rows[0][0] = archive.rows[0][0].replace('/', '\\')
    archive.rows[1][1] = ' Outwear '
    archive.set(2, crotch=' 200_248.0_1.', neckline_left='-1.0_-1.0_-1.00')
    counts, rows = mended()
    assert counts == dict(rows=10, mended=3, repeated=0, malformed=0)
    assert rows == official
    assert len(read_annotations(tmp_path / 'out.csv')) == 10


@pytest.mark.parametrize(
    'cells',
    [
        dict(crotch='200.4_248_1'),
        dict(crotch='-1_-1_0'),
        dict(crotch=''),
        dict(crotch='5_5_-1'),
        dict(crotch='1e2_5_1'),
        dict(crotch='200_248_1.5'),
        dict(neckline_left='0_0_0'),
        dict(waistband_left='300_9_1', waistband_right='100_9_1'),
        dict(waistband_right='400_9_1'),
    ],
    ids=str,
)
def test_what_is_ambiguous_stays(archive, mended, cells):
    archive.set(2, **cells)
    counts, rows = mended()
    assert rows == archive.rows
    assert counts['mended'] == counts['repeated'] == 0


def test_malformed_rows_stay_and_are_counted(archive, mended):
    archive.rows[4].pop()
    archive.set(5, armpit_left='x')
    archive.rows[6][1] = 'coat'
    counts, rows = mended()
    assert rows == archive.rows
    assert counts['malformed'] == 3


def test_rows_that_repeat_another_are_left_out(archive, mended):
    official = [list(cells) for cells in archive.rows]
    other = [*archive.rows[3][:-1], '9_9_1']
    archive.rows += [list(archive.rows[3]), [*archive.rows[3][:-1], '-1.0_-1_-1'], other]
    counts, rows = mended()
    assert counts == dict(rows=13, mended=1, repeated=2, malformed=1)
    assert rows == [*official, other]


def test_what_is_left_is_found_again(archive, tmp_path):
    archive.start = b'\xef\xbb\xbf'
    archive.set(3, crotch='1_1_1', hemline_left='100.0_200_1')
    archive.write()
    assert {*run_checks(archive.table).findings} == {'byte-order-mark', 'cell', 'foreign-point'}
    fix_table(archive.table, archive.root / 'out.csv')
    assert {*run_checks(archive.root / 'out.csv').findings} == {'foreign-point'}


def test_a_list_without_points(archive, tmp_path, read_table):
    archive.header = archive.header[:2]
    archive.rows = [cells[:2] for cells in archive.rows]
    archive.write()
    fix_table(archive.table, tmp_path / 'out.csv')
    assert read_table(tmp_path / 'out.csv') == [archive.header, *archive.rows]


def test_a_short_row_among_shuffled_columns_is_refused(archive, tmp_path):
    archive.header = [*archive.header[::-1]]
    archive.rows = [cells[::-1] for cells in archive.rows]
    archive.rows[4].pop()
    archive.write()
    with pytest.raises(ValueError, match=r'train\.csv:6: 25 cells: expected 26'):
        fix_table(archive.table, tmp_path / 'out.csv')
    assert not (tmp_path / 'out.csv').exists()


def test_the_table_itself_is_never_replaced(archive):
    archive.write()
    with pytest.raises(FileExistsError, match='never changed'):
        fix_table(archive.table, archive.table)
