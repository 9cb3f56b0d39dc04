"""Checks of image ids: each on a data set with one fault, and leaks into test data."""

import shutil

import pytest
from archive_faults import SKIRT, checks_in, finding_lines, rename

from fashionkp.doctor import identity_checks, run_checks


def move_to_another_folder(archive):
    rename(archive, SKIRT, archive.rows[SKIRT][0].replace('/skirt/', '/dress/'))


def contradict(archive):
    archive.rows.append(list(archive.rows[SKIRT]))
    archive.set(-1, hemline_left='101_250_1')


FAULTS = {
    # name of the check: (change of the archive, lines of the findings)
    'id-form': (lambda a: rename(a, SKIRT, 'Images/skirt/a.jpg'), [5]),
    'other-folder': (move_to_another_folder, [5]),
    'repeated-row': (lambda a: a.rows.append(list(a.rows[SKIRT])), [12]),
    'contradiction': (contradict, [12]),
}


def test_every_check_has_a_fault():
    assert {*FAULTS, 'leak-by-id'} == checks_in(identity_checks)


@pytest.mark.parametrize('name', FAULTS)
def test_fault_gives_its_finding_and_no_other(archive, name):
    change, lines = FAULTS[name]
    change(archive)
    assert finding_lines(run_checks(archive.write())) == {name: lines}


def test_rows_of_several_tables_are_compared(archive):
    archive.write()
    shutil.copy(archive.table, archive.root / 'a.csv')
    findings = run_checks(archive.root).findings
    assert {*findings} == {'repeated-row'}
    texts = [finding.text for finding in findings['repeated-row']]
    assert all(f'a.csv:{line}' in text for line, text in enumerate(texts, 2))
    assert len(texts) == 10


def test_image_of_the_test_data_is_a_leak(archive, test_archive):
    test = test_archive(SKIRT, 7)
    findings = run_checks(archive.root, test).findings
    assert {*findings} == {'leak-by-id'}
    first, second = findings['leak-by-id']
    assert (first.line, second.line) == (5, 9)
    assert f'{test}/test.csv:2' in first.text
    assert f'{test}/test.csv:3' in second.text
