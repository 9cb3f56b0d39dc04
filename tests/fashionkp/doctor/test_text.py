"""Findings as text and as JSON."""

import json
import re
from pathlib import Path

import pytest

from fashionkp.doctor import CHECKS, SUBMISSION_CHECKS, run_checks
from fashionkp.doctor.text import diagnosis_json, diagnosis_text, findings_text


def test_text_has_counts_and_examples_of_each_check(diagnosis, archive):
    lines = diagnosis_text(diagnosis).splitlines()
    assert lines[0] == f'{archive.root}: a table, 5 rows and 5 malformed rows, 5 images'
    # three: trousers and skirts do not have the point in this column
    assert lines[2].split() == ['error', 'cell', '3']
    assert 'info: border-point (2)' in lines
    assert f"    train.csv:2 {archive.rows[0][0]}: neckline_left = '<b>&'" in lines
    assert lines[-1] == '5 errors, 0 warnings, 2 infos'


def test_findings_beyond_the_examples_are_counted(archive):
    for cells in archive.rows:
        cells[0] = '/' + cells[0]
    lines = diagnosis_text(run_checks(archive.write())).splitlines()
    assert lines.count('    and 7 more') == 1


def test_as_many_examples_are_listed_as_asked_for(archive):
    archive.rows = [['/', *cells[1:]] for cells in archive.rows * 3]
    text = diagnosis_text(run_checks(archive.write()), max_examples=25)
    assert text.count("image_id = '/'") == 25
    assert '\n    and 5 more' in text


def test_text_without_findings(archive):
    assert diagnosis_text(run_checks(archive.write())).endswith('\n0 errors, 0 warnings, 0 infos')


def test_json_has_every_finding(diagnosis, archive):
    found = json.loads(json.dumps(diagnosis_json(diagnosis)))
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


@pytest.mark.parametrize(
    ('title', 'checks'), [('checks', CHECKS), ('checks of submissions', SUBMISSION_CHECKS)]
)
def test_docs_list_every_check_with_its_severity(title, checks):
    text = (Path(__file__).parents[3] / 'docs' / 'checking.md').read_text()
    table = text.split(f'| severity | {title} |\n')[1].split('\n\n')[0]
    listed = {
        name: row.split(':')[0].removeprefix('| ')
        for row in table.splitlines()
        for name in re.findall('`(.+?)`', row)
    }
    assert listed == {name: check.severity for name, check in checks.items()}


@pytest.mark.faults
def test_text_escapes_control_characters(archive):
    archive.rows[0][0] = 'Images/blouse/\u202etxt.exe.jpg'  # which turns the direction of text
    lines = diagnosis_text(run_checks(archive.write()))
    assert r'\u202etxt.exe' in lines
    assert '\u202e' not in lines


def test_unclosed_quote_is_shortened_in_text_only(archive):
    archive.rows[0][0] = '"' + archive.rows[0][0]
    diagnosis = run_checks(archive.write())
    lines = diagnosis_text(diagnosis).splitlines()
    (line,) = (line for line in lines if 'is a quote not closed' in line)
    assert 250 < len(line) < 450
    assert len(diagnosis_json(diagnosis)['checks'][0]['findings'][0]['image_id']) > 1000


def test_error_of_an_unreadable_file_has_its_line_once(archive):
    archive.header[3] = 'neck'
    text = diagnosis_text(run_checks(archive.write()))
    assert "    train.csv: line 1: unknown columns 'neck'" in text


def test_findings_text_has_meaning_examples_and_remedy(diagnosis):
    text = findings_text(diagnosis, max_examples=1)
    assert text.startswith('error: ')
    title, *meaning, example, rest, remedy = text.split('\n\n')[-1].splitlines()
    check = CHECKS['border-point']
    assert title == 'info: border-point (2)'
    assert ' '.join(line.strip() for line in meaning) == check.meaning
    assert example.startswith('    train.csv:9 ')
    assert rest == '    and 1 more'
    assert remedy.strip() == check.remedy
