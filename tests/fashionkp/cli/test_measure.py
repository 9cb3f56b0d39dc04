"""``fashionkp measure``."""

import csv
import json
import re

import numpy as np
import pytest

from fashionkp.cli.main import main
from fashionkp.cli.measure import MAX_SHOWN
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.prediction import Prediction

# 60 wide at the waist, 100 at the hem, 80 long
SKIRT = dict(
    waistband_left='20_0_1',
    waistband_right='80_0_0',
    hemline_left='0_80_1',
    hemline_right='100_80_1',
)
HEADLESS = {**SKIRT, 'waistband_left': '-1_-1_-1'}


@pytest.fixture
def table(csv_row, csv_file):
    return csv_file(csv_row('skirt', 'a', **SKIRT), csv_row('skirt', 'b', **HEADLESS))


@pytest.fixture
def predictions(tmp_path):
    points = np.array([[20, 0], [80, 0], [0, 80], [100, 80]], float)
    path = tmp_path / 'a.jsonl'
    garment = Prediction(
        image='a.jpg',
        size=(100, 100),
        box=(0, 0, 100, 100),
        category='skirt',
        category_score=1,
        category_probs={'skirt': 1},
        keypoints=points,
        scores=np.ones(4),
        presence=np.array([0.3, 1, 1, 1]),
    )
    write_jsonl(path, [garment, garment])  # two garments of one image
    return path


def test_an_output_that_is_the_input_or_cannot_be_written_is_refused(table, tmp_path, capsys):
    content = table.read_bytes()
    (tmp_path / 'link.csv').symlink_to(table)
    for output, reason in (('link.csv', 'input'), (f'{table.name}/x.csv', 'Not a directory')):
        assert main(['measure', str(table), '-o', str(tmp_path / output)]) == 2
        printed = capsys.readouterr()
        assert str(tmp_path / output) in printed.err
        assert reason in printed.err
        assert printed.out == ''
    assert table.read_bytes() == content


def rows_of(path):
    with path.open(newline='') as file:
        return list(csv.DictReader(file))


def test_garments_are_printed_with_reasons_for_missing_lengths(table, capsys):
    assert main(['measure', str(table)]) == 0
    assert capsys.readouterr().out.split('\n') == [
        'Images/skirt/a.jpg (skirt)',
        '  waist                  60.0 pixels',
        '  hem                   100.0 pixels',
        '  skirt_length           80.0 pixels',
        'Images/skirt/b.jpg (skirt)',
        '  waist                       not measurable: no waistband_left',
        '  hem                   100.0 pixels',
        '  skirt_length                not measurable: no waistband_left',
        '',
    ]


def test_a_table_in_centimetres(table, tmp_path, capsys):
    out = tmp_path / 'out.csv'
    assert main(['measure', str(table), '--reference', 'waist=30', '-o', str(out)]) == 0
    assert 'not in cm: none of the known lengths' in capsys.readouterr().out
    first, second = rows_of(out)
    assert (first['waist_cm'], first['hem_cm'], first['chest_cm']) == ('30.0', '50.0', '')
    assert first['not_measurable'] == ''
    assert second['hem_cm'] == ''
    assert 'waist: no waistband_left' in second['not_measurable']
    assert 'no length in cm' in second['not_measurable']


def test_a_second_reference_counts_if_the_first_is_not_measurable(table, tmp_path):
    out = tmp_path / 'out.json'
    known = ['--reference', 'waist=30', '--reference', 'hem=100']
    assert main(['measure', str(table), *known, '-o', str(out)]) == 0
    first, second = json.loads(out.read_text())
    assert [first['cm_per_pixel'], second['cm_per_pixel']] == [0.5, 1.0]
    assert second['measurements']['waist'] == {
        'pixels': None,
        'cm': None,
        'absent': ['waistband_left'],
    }


def test_key_points_count_by_their_presence(predictions, tmp_path, capsys):
    out = tmp_path / 'out.csv'
    assert main(['measure', str(predictions), '-o', str(out)]) == 0
    assert [row['waist_pixels'] for row in rows_of(out)] == ['', '']
    assert main(['measure', str(predictions), '--presence', '0.3', '-o', str(out)]) == 0
    assert [row['waist_pixels'] for row in rows_of(out)] == ['60.0', '60.0']


def test_a_key_point_of_a_submission_is_absent_at_minus_one(csv_row, csv_file, capsys):
    path = csv_file(csv_row('skirt', 'a', **{**SKIRT, 'waistband_left': '-1_-1_1'}))
    assert main(['measure', str(path)]) == 0
    assert (
        'waist                       not measurable: no waistband_left' in capsys.readouterr().out
    )


def test_many_garments_are_summarized(csv_row, csv_file, capsys):
    rows = [csv_row('skirt', str(i), **SKIRT) for i in range(MAX_SHOWN)]
    path = csv_file(*rows, csv_row('skirt', 'b', **HEADLESS))
    assert main(['measure', str(path), '--cm-per-pixel', '0.5']) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:3] == ['skirt', '(11)', 'cm']
    assert lines[1] == ['waist', '10', 'measured', '30.0', '30.0', '30.0']
    assert lines[2][:2] == ['hem', '11']


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['--reference', 'neck=3'], "unknown length 'neck'"),
        (['--reference', 'waist=3', '--reference', 'waist=4'], 'waist: given more than once'),
        (['--presence', '0.3'], 'presence=0.3'),
        (['-o', 'out.xls'], r'out.xls: expected a name that ends in .csv or .json'),
        (['--cm-per-pixel', '0'], 'cm_per_pixel=0.0: expected a positive number'),
    ],
)
def test_invalid_options_give_one_message(arguments, message, table, capsys):
    assert main(['measure', str(table), *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ''
    assert message in captured.err


def test_other_files_are_refused(predictions, tmp_path, capsys):
    assert main(['measure', '--points', str(tmp_path / 'a.png')]) == 2
    assert re.search(r'a\.png: .*\.jsonl, \.csv, \.parquet', capsys.readouterr().err)
    assert main(['measure', str(tmp_path / 'a.png')]) == 2
    assert 'a.png: no such file' in capsys.readouterr().err
    assert main(['measure', str(predictions), '--presence', '2']) == 2
    assert 'presence=2.0: expected 0 to 1' in capsys.readouterr().err


def test_a_reference_without_a_number_is_refused(table):
    with pytest.raises(SystemExit):
        main(['measure', str(table), '--reference', 'waist'])
