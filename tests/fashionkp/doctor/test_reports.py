"""What was found as text and JSON."""

import json
import re
from pathlib import Path

import pytest

from fashionkp.doctor import CHECKS, SEVERITIES, run_checks
from fashionkp.doctor.text import as_json, text


@pytest.fixture
def examination(archive):
    """Five malformed rows and two at an edge."""
    for i in range(5):
        archive.rows[i][2] = '<b>&'
    archive.set(8, hemline_right='400_200_1')
    archive.set(7, waistband_right='399_200_1')
    return run_checks(archive.write())


def test_text_has_a_table_and_examples(examination, archive):
    lines = text(examination).splitlines()
    assert lines[0] == f'{archive.root}: a table, 5 rows and 5 malformed ones, 5 images'
    # in the first column of a blouse, an outwear and a dress; of trousers and a skirt it is foreign
    assert lines[2].split() == ['error', 'cell', '3']
    assert 'info: border-point (2)' in lines
    assert f"    train.csv:2 {archive.rows[0][0]}: neckline_left = '<b>&'" in lines
    assert lines[-1] == '5 errors, 0 warnings, 2 notes'


def test_text_of_many_findings_counts_the_rest(archive):
    for cells in archive.rows:
        cells[0] = '/' + cells[0]
    lines = text(run_checks(archive.write())).splitlines()
    assert lines.count('    and 7 more') == 1


def test_text_of_a_sound_archive(archive):
    assert text(run_checks(archive.write())).endswith('\n0 errors, 0 warnings, 0 notes')


def test_json_has_every_finding(examination, archive):
    found = json.loads(json.dumps(as_json(examination)))
    assert found['counts'] == {'error': 5, 'warning': 0, 'info': 2}
    assert (found['rows'], found['malformed_rows'], found['pictures']) == (5, 5, 5)
    checks = {check['name']: check for check in found['checks']}
    assert checks['border-point']['meaning'] == CHECKS['border-point'].meaning
    assert checks['border-point']['findings'] == [
        {
            'file': 'train.csv',
            'line': line,
            'image_id': archive.rows[line - 2][0],
            'keypoints': [point],
            'text': f'{point} = {cell}',
        }
        for line, point, cell in [
            (9, 'waistband_right', '399_200_1'),
            (10, 'hemline_right', '400_200_1'),
        ]
    ]


def test_the_documentation_names_every_check_with_its_severity():
    lines = (Path(__file__).parents[3] / 'docs' / 'data.md').read_text().splitlines()
    for severity in SEVERITIES:
        (line,) = (line for line in lines if line.startswith(f'| {severity}: '))
        names = [name for name, check in CHECKS.items() if check.severity == severity]
        assert sorted(re.findall('`(.+?)`', line)) == sorted(names)


@pytest.mark.faults
def test_text_escapes_control_characters(archive):
    archive.rows[0][0] = 'Images/blouse/\u202etxt.exe.jpg'  # which turns the direction of text
    lines = text(run_checks(archive.write()))
    assert r'\u202etxt.exe' in lines
    assert '\u202e' not in lines


def test_a_quote_that_is_not_closed_is_told_in_a_short_line(archive):
    archive.rows[0][0] = '"' + archive.rows[0][0]
    found = run_checks(archive.write())
    lines = text(found).splitlines()
    (line,) = (line for line in lines if 'is a quote not closed' in line)
    assert 250 < len(line) < 450
    # programs get the whole
    assert len(as_json(found)['checks'][0]['findings'][0]['image_id']) > 1000


def test_a_line_of_a_file_that_cannot_be_read_is_told_without_its_folders(archive):
    archive.header[3] = 'neck'
    assert "    train.csv: line 1: unknown columns 'neck'" in text(run_checks(archive.write()))
