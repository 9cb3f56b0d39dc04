"""What fix_table corrects, and that it changes nothing else."""

import pytest

from fashionkp.annotations import COLUMNS, read_annotations
from fashionkp.doctor import fix_summary, fix_table, run_checks


@pytest.fixture
def fix(archive, tmp_path, read_table):
    """Fix the archive's table; return the counts and the rows that were written."""

    def run():
        archive.write()
        counts = fix_table(archive.table, tmp_path / 'out.csv')
        assert (tmp_path / 'out.csv').read_bytes().count(b'\r') == 0
        header, *rows = read_table(tmp_path / 'out.csv')
        assert header == list(COLUMNS)
        return counts, rows

    return run


def test_table_without_faults_is_unchanged(archive, fix):
    counts, rows = fix()
    assert counts == dict(rows=10, fixed=0, repeated=0, malformed=0)
    assert rows == archive.rows


def test_summary_has_all_counts():
    text = fix_summary(dict(rows=13, fixed=4, repeated=2, malformed=1))
    assert text.startswith('11 of 13 rows written, 4 fixed, 2 ')
    assert text.endswith(', 1 still malformed')


def test_file_gets_the_official_form(archive, fix):
    official = [list(cells) for cells in archive.rows]
    archive.header = [*reversed(archive.header), 'category']
    archive.rows = [[*reversed(cells), 'clothes'] for cells in archive.rows]
    archive.start, archive.end = b'\xef\xbb\xbf', b'\r\n\r\n'
    counts, rows = fix()
    assert rows == official
    assert counts['fixed'] == counts['malformed'] == 0


def test_cells_that_can_be_read_in_one_way_are_fixed(archive, fix, tmp_path):
    official = [list(cells) for cells in archive.rows]
    archive.rows[0][0] = archive.rows[0][0].replace('/', '\\')
    archive.rows[1][1] = ' Outwear '
    archive.set(2, crotch=' 200_248.0_1.', neckline_left='-1.0_-1.0_-1.00')
    counts, rows = fix()
    assert counts == dict(rows=10, fixed=3, repeated=0, malformed=0)
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
def test_ambiguous_cells_are_unchanged(archive, fix, cells):
    archive.set(2, **cells)
    counts, rows = fix()
    assert rows == archive.rows
    assert counts['fixed'] == counts['repeated'] == 0


def test_malformed_rows_are_unchanged_and_counted(archive, fix):
    archive.rows[4].pop()
    archive.set(5, armpit_left='x')
    archive.rows[6][1] = 'coat'
    counts, rows = fix()
    assert rows == archive.rows
    assert counts['malformed'] == 3


def test_exact_repetitions_are_dropped(archive, fix):
    official = [list(cells) for cells in archive.rows]
    other = [*archive.rows[3][:-1], '9_9_1']
    archive.rows += [list(archive.rows[3]), [*archive.rows[3][:-1], '-1.0_-1_-1'], other]
    counts, rows = fix()
    assert counts == dict(rows=13, fixed=1, repeated=2, malformed=1)
    assert rows == [*official, other]


def test_doctor_finds_only_what_is_left(archive, tmp_path):
    archive.start = b'\xef\xbb\xbf'
    archive.set(3, crotch='1_1_1', hemline_left='100.0_200_1')
    archive.write()
    assert {*run_checks(archive.table).findings} == {'byte-order-mark', 'cell', 'foreign-point'}
    fix_table(archive.table, archive.root / 'out.csv')
    assert {*run_checks(archive.root / 'out.csv').findings} == {'foreign-point'}


def test_list_without_key_points(archive, tmp_path, read_table):
    archive.header = archive.header[:2]
    archive.rows = [cells[:2] for cells in archive.rows]
    archive.write()
    fix_table(archive.table, tmp_path / 'out.csv')
    assert read_table(tmp_path / 'out.csv') == [archive.header, *archive.rows]


def test_short_row_among_shuffled_columns_is_rejected(archive, tmp_path):
    archive.header = [*archive.header[::-1]]
    archive.rows = [cells[::-1] for cells in archive.rows]
    archive.rows[4].pop()
    archive.write()
    with pytest.raises(ValueError, match=r'train\.csv:6: 25 cells: expected 26'):
        fix_table(archive.table, tmp_path / 'out.csv')
    assert not (tmp_path / 'out.csv').exists()


def test_table_itself_is_never_replaced(archive):
    archive.write()
    with pytest.raises(FileExistsError, match=r'train\.csv'):
        fix_table(archive.table, archive.table)
