"""Running the checks on a data set: order, counts, images and test data."""

import pytest
from archive_faults import SKIRT, finding_lines

from fashionkp.datasets.data_set import read_data_set
from fashionkp.doctor import found_rows, label_findings, run_checks


def test_archive_without_faults_has_no_findings(archive):
    assert finding_lines(run_checks(archive.write())) == {}


def test_malformed_test_data_is_rejected(archive, test_archive):
    archive.set(SKIRT, hemline_left='x')
    with pytest.raises(ValueError, match=r'test\.csv:2: hemline_left'):
        run_checks(archive.root, test_archive(SKIRT))


def test_progress_counts_images(archive, capsys):
    run_checks(archive.write(), show_progress=True)
    assert '100% 10/10 ' in capsys.readouterr().err


def test_errors_come_first_and_are_counted(archive):
    archive.set(0, armpit_left='x')
    archive.set(SKIRT, hemline_right='400_200_1', waistband_right='500_20_1')
    archive.set(4, hemline_right='100_236_1', hemline_left='100_236_1')
    diagnosis = run_checks(archive.write())
    names = ['cell', 'outside-picture', 'coincident-points', 'border-point']
    assert list(diagnosis.findings) == names
    counts = [diagnosis.count(severity) for severity in ('error', 'warning', 'info')]
    assert counts == [2, 1, 1]


def test_found_rows_are_those_of_one_check(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    table, mask = found_rows(archive.write(), 'border-point')
    assert table.image_ids[mask].tolist() == [archive.rows[SKIRT][0]]
    with pytest.raises(ValueError, match=r"'border': expected one of .*border-point"):
        found_rows(archive.root, 'border')


def test_labels_alone_are_checked_against_given_sizes(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    table = read_data_set(archive.write()).table
    sizes = [(512, 512)] * len(table)
    assert label_findings(table, sizes).findings == {}
    sizes[SKIRT] = (300, 512)
    (finding,) = label_findings(table, sizes).findings['outside-picture']
    assert finding.text == 'hemline_right = 400_200_1 in an image of 300 x 512'


@pytest.mark.realdata
def test_official_annotations(fashionai_root):
    findings = run_checks(fashionai_root / 'annotations').findings
    assert {name: len(found) for name, found in findings.items()} == {
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
    findings = run_checks(fashionai_root / 'fixture').findings
    assert {name: len(found) for name, found in findings.items()} == {
        'normalizing-pair-absent': 2,
        'normalizing-point-absent': 3,
        'coincident-points': 3,
        'crossed-ends': 2,
        'border-point': 2,
    }
