"""``fashionkp doctor``."""

import json

import pytest

from fashionkp.cli.main import main

SOUND = dict(
    waistband_left='100_100_1',
    waistband_right='300_100_1',
    hemline_left='100_300_1',
    hemline_right='300_300_1',
)
NAME = '0123456789abcdef' * 2


@pytest.fixture
def table(csv_file, csv_row):
    """Writes a table of one skirt."""
    return lambda name='a.csv', **cells: csv_file(
        csv_row('skirt', NAME, **{**SOUND, **cells}), name=name
    )


def test_exit_status(table, capsys):
    assert main(['doctor', str(table())]) == 0
    assert main(['doctor', str(table(hemline_left='300_100_1'))]) == 0
    assert 'coincident-points (1)' in capsys.readouterr().out
    assert main(['doctor', str(table(hemline_left='x'))]) == 1
    assert capsys.readouterr().out.endswith('1 errors, 0 warnings, 0 notes\n')


def test_nothing_to_check(tmp_path, capsys):
    assert main(['doctor', str(tmp_path)]) == 2
    assert 'no table' in capsys.readouterr().err


def test_json_alone_goes_to_standard_output(table, tmp_path, capsys):
    path = table(hemline_left='1.0_2_1')
    fixed, page = tmp_path / 'fixed.csv', tmp_path / 'page.html'
    arguments = ['--json', '--fix', str(fixed), '--html', str(page)]
    assert main(['doctor', str(path), *arguments]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)['counts']['error'] == 1
    assert '1 of 1 rows written, 1 mended' in printed.err
    assert '1_2_1' in fixed.read_text()
    assert page.read_text().startswith('<!doctype html>')


def test_one_of_several_tables_is_mended_only(table, tmp_path, capsys):
    table('a.csv'), table('b.csv')
    assert main(['doctor', str(tmp_path), '--fix', str(tmp_path / 'c.csv')]) == 2
    assert '2: name one: ' in capsys.readouterr().err
    assert not (tmp_path / 'c.csv').exists()


def test_images_are_opened_unless_told_not_to(table, tmp_path, capsys):
    path = table()
    (tmp_path / 'Images').mkdir()
    assert main(['doctor', str(path)]) == 1
    assert 'missing-picture' in capsys.readouterr().out
    assert main(['doctor', str(path), '--no-images']) == 0


def test_leaks(table, capsys):
    assert main(['doctor', str(table()), '--test', str(table('b.csv'))]) == 1
    assert 'leak-by-id' in capsys.readouterr().out
