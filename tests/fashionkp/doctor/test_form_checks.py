"""Checks of files, columns, rows and cells, each on a data set with one fault."""

import shutil

import pytest
from archive_faults import SKIRT, checks_in, finding_lines

from fashionkp.doctor import form_checks, run_checks


def swap_columns(archive, first=5, second=9):
    for cells in (archive.header, *archive.rows):
        cells[first], cells[second] = cells[second], cells[first]


def add_column(archive):
    archive.header.insert(1, 'category')
    for cells in archive.rows:
        cells.insert(1, 'clothes')


def keep_two_columns(archive):
    archive.header = archive.header[:2]
    archive.rows = [cells[:2] for cells in archive.rows]


def remove_rows(archive):
    archive.rows.clear()
    shutil.rmtree(archive.root / 'Images')


def leave_the_folder(archive):
    archive.image(SKIRT).unlink()
    archive.rows[SKIRT][0] = '../a.jpg'


FAULTS = {
    # name of the check: (change of the archive, lines of the findings)
    'unreadable-table': (lambda a: a.header.__setitem__(3, 'neck'), [None]),
    'no-rows': (remove_rows, [None]),
    'missing-header': (lambda a: a.header.clear(), [1]),
    'short-header': (lambda a: a.header.pop(), [1]),
    'column-order': (swap_columns, [1]),
    'extra-column': (add_column, [1]),
    'byte-order-mark': (lambda a: setattr(a, 'start', b'\xef\xbb\xbf'), [1]),
    'line-ends': (lambda a: setattr(a, 'end', b'\r\n'), [1]),
    'unlabelled': (keep_two_columns, [1]),
    'row-width': (lambda a: a.rows[SKIRT].pop(), [5]),
    'image-id': (leave_the_folder, [5]),
    'category': (lambda a: a.rows[SKIRT].__setitem__(1, 'coat'), [5]),
    'cell': (lambda a: a.set(SKIRT, hemline_left='12_13', hemline_right='nan_1_1'), [5]),
    'foreign-point': (lambda a: a.set(SKIRT, crotch='200_200_1'), [5]),
}


def test_empty_columns_at_the_end_of_the_header_do_not_count(archive):
    archive.header[-1:] = ['', '', '']
    findings = run_checks(archive.write()).findings
    names = len(archive.header) - 3
    assert [finding.text for finding in findings['short-header']] == [
        f'{names} column names for {names + 1} columns'
    ]
    assert 'extra-column' not in findings


def test_extra_columns_are_named_without_empty_ones(archive):
    add_column(archive)
    archive.header += ['', '']
    findings = run_checks(archive.write()).findings
    assert [finding.text for finding in findings['extra-column']] == ['category']


def test_findings_in_the_header_have_its_line(archive):
    add_column(archive)
    archive.start = b',,\n\n'
    assert finding_lines(run_checks(archive.write()))['extra-column'] == [3]


def test_order_of_columns_with_spaces_around_their_names(archive):
    swap_columns(archive)
    archive.header = [f' {name}' for name in archive.header]
    findings = run_checks(archive.write()).findings
    expected = f'{archive.header[5].strip()} at the position of {archive.header[9].strip()}'
    assert [finding.text for finding in findings['column-order']] == [expected]


def test_every_check_has_a_fault():
    assert {*FAULTS} == checks_in(form_checks)


@pytest.mark.parametrize('name', FAULTS)
def test_fault_gives_its_finding_and_no_other(archive, name):
    change, lines = FAULTS[name]
    change(archive)
    assert finding_lines(run_checks(archive.write())) == {name: lines}


def test_all_invalid_cells_of_all_malformed_rows_are_listed(archive):
    archive.set(0, neckline_left='', crotch='1_1_1', armpit_left='x')
    archive.set(7, crotch='-1_-1_0', bottom_left_in='1_2_3')
    findings = run_checks(archive.write()).findings
    assert [finding.text for finding in findings['cell']] == [
        "neckline_left = '', armpit_left = 'x'",
        "crotch = '-1_-1_0', bottom_left_in = '1_2_3'",
    ]
    assert [(f.line, f.keypoints) for f in findings['foreign-point']] == [(2, ('crotch',))]


def test_more_malformed_rows_than_a_reader_lists(archive):
    for _ in range(3):
        archive.rows += [list(cells) for cells in archive.rows]
    for cells in archive.rows:
        cells[1] = 'coat'
    assert finding_lines(run_checks(archive.write()))['category'] == [*range(2, 82)]


def test_table_that_breaks_off_is_an_error(archive):
    archive.set(0, neckline_left='x')
    archive.write()
    with archive.table.open('ab') as file:
        file.write(b'\n\xff')
    assert finding_lines(run_checks(archive.root))['unreadable-table'] == [None]
