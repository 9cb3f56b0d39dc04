"""Every check: what it finds in a data set with one fault, and that nothing else is found."""

import shutil

import cv2
import pytest
from archive_faults import BROKEN, SKIRT, TROUSERS, rename, rewrite

from fashionkp.doctor import CHECKS, found_rows, run_checks

ELSEWHERE = {'leak-by-id', 'leak-by-picture', 'beyond-official-size'}


def lines(examination):
    return {
        name: [finding.line for finding in found] for name, found in examination.findings.items()
    }


def test_a_sound_archive_has_no_findings(archive):
    assert lines(run_checks(archive.write())) == {}


def test_every_check_is_tried():
    assert {*BROKEN} | ELSEWHERE == {*CHECKS}


@pytest.mark.parametrize('name', BROKEN)
def test_a_fault_is_found_where_it_is_and_nothing_else(archive, name):
    change, expected = BROKEN[name]
    change(archive)
    assert lines(run_checks(archive.write())) == {name: expected}


def test_one_pixel_outside_is_an_edge_and_two_are_not(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    archive.set(TROUSERS, waistband_left='2_0_1', waistband_right='398_0_1')
    archive.set(8, hemline_right='300_321_1')
    assert lines(run_checks(archive.write())) == {'outside-picture': [10], 'border-point': [4, 5]}


def test_findings_tell_row_points_and_what_is_there(archive):
    archive.set(SKIRT, waistband_left='100_200_1', hemline_left='100_200_0')
    (finding,) = run_checks(archive.write()).findings['coincident-points']
    assert finding.path == archive.table
    assert finding.image_id == archive.rows[SKIRT][0]
    assert finding.keypoints == ('waistband_left', 'hemline_left')
    assert finding.text == 'waistband_left = 100_200_1, hemline_left = 100_200_0'


def test_all_bad_cells_of_all_bad_rows_are_told(archive):
    archive.set(0, neckline_left='', crotch='1_1_1', armpit_left='x')
    archive.set(7, crotch='-1_-1_0', bottom_left_in='1_2_3')
    found = run_checks(archive.write()).findings
    assert [f.text for f in found['cell']] == [
        "neckline_left = '', armpit_left = 'x'",
        "crotch = '-1_-1_0', bottom_left_in = '1_2_3'",
    ]
    assert [(f.line, f.keypoints) for f in found['foreign-point']] == [(2, ('crotch',))]


def test_more_bad_rows_than_a_reader_would_report(archive):
    for _ in range(3):
        archive.rows += [list(cells) for cells in archive.rows]
    for cells in archive.rows:
        cells[1] = 'coat'
    assert lines(run_checks(archive.write()))['category'] == [*range(2, 82)]


def test_a_table_that_breaks_off_is_checked_up_to_there(archive):
    archive.set(0, neckline_left='x')
    archive.write()
    with archive.table.open('ab') as file:
        file.write(b'\n\xff')
    found = lines(run_checks(archive.root))
    assert found['unreadable-table'] == [None]


def test_without_images_only_their_largest_size_is_known(archive):
    archive.set(SKIRT, hemline_right='513_200_1')
    archive.set(TROUSERS, waistband_right='512_200_1')
    found = lines(run_checks(archive.write(), open_images=False))
    assert found == {'beyond-official-size': [5], 'border-point': [4]}


def test_rows_of_several_tables_are_compared(archive):
    archive.write()
    shutil.copy(archive.table, archive.root / 'a.csv')
    found = run_checks(archive.root).findings
    assert {*found} == {'repeated-row'}
    assert [f.text for f in found['repeated-row']] == [f'as a.csv:{i}' for i in range(2, 12)]


@pytest.fixture
def other(archive, tmp_path):
    """Writes data to be tested on: some rows of the archive, with their images."""

    def write(*rows):
        root = tmp_path / 'other'
        shutil.copytree(archive.write() / 'Images', root / 'Images')
        lines = archive.table.read_text().split('\n')
        (root / 'test.csv').write_text('\n'.join(lines[i] for i in (0, *(r + 1 for r in rows))))
        return root

    return write


def test_leaks_into_test_data_by_id(archive, other):
    test = other(SKIRT, 7)
    found = run_checks(archive.root, test).findings
    assert {*found} == {'leak-by-id'}
    assert [(f.line, f.text) for f in found['leak-by-id']] == [
        (5, f'as {test}/test.csv:2'),
        (9, f'as {test}/test.csv:3'),
    ]


def test_leaks_into_test_data_by_images(archive, other):
    test = other(SKIRT, 7)
    rename(archive, SKIRT, f'Images/skirt/{"0" * 32}.jpg')
    rewrite(archive, lambda image: cv2.resize(image, None, fx=0.8, fy=0.9))
    archive.rows.pop(7)
    found = run_checks(archive.write(), test).findings
    assert {*found} == {'leak-by-picture', 'unlisted-picture'}
    (finding,) = found['leak-by-picture']
    assert finding.line == 5
    assert f'{test}/test.csv:2' in finding.text


def test_malformed_test_data_is_refused(archive, other):
    archive.set(SKIRT, hemline_left='x')
    with pytest.raises(ValueError, match=r'check it by itself: .*test\.csv:2: hemline_left'):
        run_checks(archive.root, other(SKIRT))


def test_progress_counts_images(archive, capsys):
    run_checks(archive.write(), show_progress=True)
    assert '100% 10/10 ' in capsys.readouterr().err


def test_errors_come_first_and_are_counted(archive):
    archive.set(0, armpit_left='x')
    archive.set(SKIRT, hemline_right='400_200_1', waistband_right='500_20_1')
    archive.set(4, hemline_right='100_236_1', hemline_left='100_236_1')
    found = run_checks(archive.write())
    assert list(found.findings) == ['cell', 'outside-picture', 'coincident-points', 'border-point']
    assert [found.count(name) for name in ('error', 'warning', 'info')] == [2, 1, 1]


def test_rows_that_a_check_finds(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    table, found = found_rows(archive.write(), 'border-point')
    assert table.image_ids[found].tolist() == [archive.rows[SKIRT][0]]
    with pytest.raises(ValueError, match=r"'border': expected one of .*border-point"):
        found_rows(archive.root, 'border')


@pytest.mark.realdata
def test_official_annotations(fashionai_root):
    counts = {
        name: len(found)
        for name, found in run_checks(fashionai_root / 'annotations').findings.items()
    }
    assert counts == {
        'normalizing-pair-absent': 70,
        'normalizing-point-absent': 106,
        'nothing-visible': 5,
        'coincident-points': 116,
        'mirrored': 7,
        'left-right-of-right': 13,
        'crossed-ends': 1392,
        'border-point': 132,
        'no-pictures': 1,
    }


@pytest.mark.realdata
def test_official_photos(fashionai_root):
    found = run_checks(fashionai_root / 'fixture')
    counts = {name: len(places) for name, places in found.findings.items()}
    assert counts == {
        'normalizing-pair-absent': 2,
        'normalizing-point-absent': 3,
        'coincident-points': 3,
        'crossed-ends': 2,
        'border-point': 2,
    }
