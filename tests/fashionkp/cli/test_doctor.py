"""``fashionkp doctor``."""

import json

import pytest

from fashionkp.cli.main import main

VALID = dict(
    waistband_left='100_100_1',
    waistband_right='300_100_1',
    hemline_left='100_300_1',
    hemline_right='300_300_1',
)
NAME = '0123456789abcdef' * 2


@pytest.fixture
def table(csv_file, csv_row):
    """Write a table of one skirt, with some cells replaced."""
    return lambda name='a.csv', **cells: csv_file(
        csv_row('skirt', NAME, **{**VALID, **cells}), name=name
    )


def test_errors_are_status_1_and_warnings_0(table, capsys):
    assert main(['doctor', str(table())]) == 0
    assert main(['doctor', str(table(hemline_left='300_100_1'))]) == 0
    assert 'coincident-points (1)' in capsys.readouterr().out
    assert main(['doctor', str(table(hemline_left='x'))]) == 1
    assert capsys.readouterr().out.endswith('1 errors, 0 warnings, 0 infos\n')


def test_no_table_is_status_2(tmp_path, capsys):
    assert main(['doctor', str(tmp_path)]) == 2
    assert 'no table' in capsys.readouterr().err


def test_standard_output_has_the_json_only(table, tmp_path, capsys):
    path = table(hemline_left='1.0_2_1')
    fixed, page = tmp_path / 'fixed.csv', tmp_path / 'page.html'
    arguments = ['--json', '--fix', str(fixed), '--html', str(page)]
    assert main(['doctor', str(path), *arguments]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)['counts']['error'] == 1
    assert '1 of 1 rows written, 1 fixed' in printed.err
    assert '1_2_1' in fixed.read_text()
    assert page.read_text().startswith('<!doctype html>')


def test_fix_takes_one_table(table, tmp_path, capsys):
    table('a.csv'), table('b.csv')
    assert main(['doctor', str(tmp_path), '--fix', str(tmp_path / 'c.csv')]) == 2
    error = capsys.readouterr().err
    assert 'a.csv' in error
    assert 'b.csv' in error
    assert not (tmp_path / 'c.csv').exists()


def test_no_images_leaves_images_unopened(table, tmp_path, capsys):
    path = table()
    (tmp_path / 'Images').mkdir()
    assert main(['doctor', str(path)]) == 1
    assert 'missing-picture' in capsys.readouterr().out
    assert main(['doctor', str(path), '--no-images']) == 0


def test_test_data_is_searched_for_leaks(table, capsys):
    assert main(['doctor', str(table()), '--test', str(table('b.csv'))]) == 1
    assert 'leak-by-id' in capsys.readouterr().out
