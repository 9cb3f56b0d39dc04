"""``fashionkp convert``."""

import json

import pytest

from fashionkp.cli.main import main


@pytest.fixture
def table(csv_row, csv_file):
    return csv_file(csv_row('skirt', 'a', hemline_left='1_2_0'), csv_row('dress', 'b'))


def test_there_and_back(table, tmp_path, capsys):
    coco, back = tmp_path / 'a.json', tmp_path / 'b.csv'
    assert main(['convert', str(table), '-o', str(coco), '--no-sizes']) == 0
    assert main(['convert', str(coco), '-o', str(back)]) == 0
    assert back.read_bytes() == table.read_bytes()
    assert capsys.readouterr().out == f'{coco}: 2 images\n{back}: 2 images\n'


def test_missing_pictures_stop_it(table, tmp_path, capsys):
    assert main(['convert', str(table), '-o', str(tmp_path / 'a.json')]) == 2
    assert '--no-sizes' in capsys.readouterr().err


@pytest.mark.parametrize(
    'names',
    [('a.csv', 'b.csv'), ('a.json', 'b.json'), ('a.csv', 'b.txt'), ('a.json',) * 2 + ('b.csv',)],
)
def test_the_direction_must_be_clear(names, tmp_path, capsys):
    *sources, output = (str(tmp_path / name) for name in names)
    assert main(['convert', *sources, '-o', output]) == 2
    assert 'expected .csv files to .json or .json to .csv' in capsys.readouterr().err


def test_options_for_json_do_nothing_for_tables_and_are_refused(tmp_path, capsys):
    arguments = ['convert', str(tmp_path / 'a.json'), '-o', str(tmp_path / 'b.csv'), '--no-sizes']
    assert main(arguments) == 2
    assert 'a table holds no sizes' in capsys.readouterr().err


def test_rounding_is_said(table, tmp_path, caplog):
    coco, back = tmp_path / 'a.json', tmp_path / 'b.csv'
    main(['convert', str(table), '-o', str(coco), '--no-sizes'])
    data = json.loads(coco.read_text())
    data['annotations'][0]['keypoints'][6:8] = [1.25, 2]
    coco.write_text(json.dumps(data))
    assert main(['convert', str(coco), '-o', str(back)]) == 0
    assert back.read_bytes() == table.read_bytes()
    assert caplog.messages == ['rounded 1 key points to whole pixels']
