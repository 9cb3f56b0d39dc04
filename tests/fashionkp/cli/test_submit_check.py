"""``fashionkp submit-check``."""

import pytest

from fashionkp.cli.main import main

VALID = dict.fromkeys(('waistband_left', 'waistband_right', 'hemline_left'), '200_100_1')


@pytest.fixture
def run(csv_row, csv_file, capsys):
    """Check a submission of one skirt with this cell; return exit status and output."""

    def check(hemline_right):
        cells = {**VALID, 'hemline_right': hemline_right}
        path = csv_file(csv_row('skirt', 'p', **cells), name='sub.csv')
        header = 'image_id,image_category'
        requested = csv_file('Images/skirt/p.jpg,skirt', name='test.csv', header=header)
        status = main(['submit-check', str(path), '--test', str(requested)])
        return status, capsys.readouterr().out

    return check


def test_valid_submission_is_one_line(run):
    status, printed = run('300_400_1')
    assert status == 0
    assert printed.endswith('sub.csv: 1 rows, 0 errors, 0 warnings: fit to submit\n')
    assert printed.count('\n') == 1


def test_warnings_are_status_0(run):
    status, printed = run('300_600_1')
    assert status == 0
    assert 'sub.csv:2 ' in printed
    assert 'hemline_right = 300_600_1' in printed
    assert '0 errors, 1 warnings: fit to submit' in printed


def test_errors_are_status_1(run):
    status, printed = run('nan_400_1')
    assert status == 1
    assert 'sub.csv:2 ' in printed
    assert "hemline_right = 'nan_400_1': expected x_y_v" in printed
    assert '1 errors, 0 warnings: not fit to submit' in printed


def test_unreadable_files_are_status_2(csv_row, csv_file, tmp_path, capsys):
    path, missing = csv_file(csv_row('skirt', 'p', **VALID)), tmp_path / 'no.csv'
    assert main(['submit-check', str(missing), '--test', str(path)]) == 2
    assert main(['submit-check', str(path), '--test', str(missing)]) == 2
    assert capsys.readouterr().err.count('no.csv') == 2
