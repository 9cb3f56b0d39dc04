"""Checks of annotated key points, each on a data set with one fault."""

import pytest
from archive_faults import SKIRT, TROUSERS, checks_in, finding_lines

from fashionkp.doctor import label_checks, run_checks

POINTS = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')


def set_points(archive, *cells):
    archive.set(SKIRT, **dict(zip(POINTS, cells, strict=True)))


def divide_by_eight(archive):
    """Give all coordinates in heatmap cells of eight pixels."""
    for cells in archive.rows:
        for i, cell in enumerate(cells[2:], 2):
            x, y, v = map(int, cell.split('_'))
            if v >= 0:
                cells[i] = f'{x // 8}_{y // 8}_{v}'


FAULTS = {
    # name of the check: (change of the archive, lines of the findings)
    'normalizing-pair-absent': (
        lambda a: set_points(a, '-1_-1_-1', '-1_-1_-1', '100_200_1', '300_200_1'),
        [5],
    ),
    'normalizing-point-absent': (lambda a: a.set(SKIRT, waistband_left='-1_-1_-1'), [5]),
    'normalizing-pair-close': (
        lambda a: a.set(SKIRT, waistband_left='200_100_1', waistband_right='206_107_1'),
        [5],
    ),
    'nothing-annotated': (lambda a: set_points(a, *['-1_-1_-1'] * 4), [5]),
    'nothing-visible': (
        lambda a: set_points(a, '100_20_0', '300_20_0', '100_200_0', '300_200_0'),
        [5],
    ),
    'coincident-points': (
        lambda a: a.set(SKIRT, waistband_left='100_200_1', hemline_left='100_200_0'),
        [5],
    ),
    'mirrored': (
        lambda a: set_points(a, '300_20_1', '100_20_1', '300_200_1', '100_200_1'),
        [5],
    ),
    'left-right-of-right': (
        lambda a: a.set(SKIRT, hemline_left='300_250_1', hemline_right='100_250_1'),
        [5],
    ),
    'crossed-ends': (lambda a: a.set(TROUSERS, bottom_left_in='301_200_1'), [4]),
    'outside-picture': (lambda a: a.set(SKIRT, hemline_right='402_200_1'), [5]),
    'border-point': (lambda a: a.set(SKIRT, hemline_right='400_200_1', hemline_left='0_9_1'), [5]),
    'wrong-scale': (divide_by_eight, [None]),
}


def test_every_check_has_a_fault():
    assert {*FAULTS, 'beyond-official-size'} == checks_in(label_checks)


@pytest.mark.parametrize('name', FAULTS)
def test_fault_gives_its_finding_and_no_other(archive, name):
    change, lines = FAULTS[name]
    change(archive)
    assert finding_lines(run_checks(archive.write())) == {name: lines}


def test_one_pixel_outside_is_the_border_and_two_are_an_error(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    archive.set(TROUSERS, waistband_left='2_0_1', waistband_right='398_0_1')
    archive.set(8, hemline_right='300_321_1')
    lines = finding_lines(run_checks(archive.write()))
    assert lines == {'outside-picture': [10], 'border-point': [4, 5]}


def test_unknown_size_is_taken_for_the_official_one(archive):
    archive.set(SKIRT, hemline_right='513_200_1')
    archive.set(TROUSERS, waistband_right='512_200_1')
    lines = finding_lines(run_checks(archive.write(), open_images=False))
    assert lines == {'beyond-official-size': [5], 'border-point': [4]}


def test_finding_has_the_row_its_points_and_their_cells(archive):
    archive.set(SKIRT, waistband_left='100_200_1', hemline_left='100_200_0')
    (finding,) = run_checks(archive.write()).findings['coincident-points']
    assert finding.path == archive.table
    assert finding.image_id == archive.rows[SKIRT][0]
    assert finding.keypoints == ('waistband_left', 'hemline_left')
    assert finding.text == 'waistband_left = 100_200_1, hemline_left = 100_200_0'
