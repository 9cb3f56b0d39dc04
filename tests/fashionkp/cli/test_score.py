"""``fashionkp score``."""

import json

import pytest

from fashionkp.cli.main import main
from fashionkp.cli.score import parse_args
from fashionkp.score import RULES

KEYS = 'NE interval per_category per_keypoint points images images_skipped images_missing'


def test_worked_example_as_json(worked_example, capsys):
    truth, pred = worked_example
    assert main(['score', '--gt', str(truth), '--pred', str(pred), '--json']) == 0
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == KEYS.split()
    assert round(printed['NE'], 3) == 29.994
    assert (printed['points'], printed['images'], printed['images_skipped']) == (11, 2, 0)
    low, high = printed['interval']
    assert low <= printed['NE'] <= high


def test_worked_example_as_text(worked_example, capsys):
    truth, pred = worked_example
    assert main(['score', '--gt', str(truth), '--pred', str(pred), '--rule', 'round1']) == 0
    # 100 * (210 / hypot(283, 19) + 280 / hypot(105, 4)) / 13
    assert capsys.readouterr().out.split()[:2] == ['NE', '26.193']


def test_missing_images_are_an_error_unless_allowed(worked_example, csv_file, capsys):
    truth, pred = worked_example
    short = csv_file(pred.read_text().splitlines()[2], name='short.csv')
    arguments = ['score', '--gt', str(truth), '--pred', str(short), '--json']
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ''
    assert 'gt.csv:2: Images/trousers/0.jpg' in captured.err
    assert main([*arguments, '--allow-missing']) == 0
    assert json.loads(capsys.readouterr().out)['images_missing'] == 1


def test_no_counted_points_are_status_1_and_null(csv_row, csv_file, capsys):
    path = csv_file(csv_row('skirt', 'a', hemline_left='1_2_1'))
    assert main(['score', '--gt', str(path), '--pred', str(path), '--json']) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)['NE'] is None
    assert 'no point counts' in captured.err


def test_swapped_files_are_a_warning(csv_row, csv_file, capsys):
    waist = {'waistband_left': '0_0_1', 'waistband_right': '50_0_1'}
    pred = csv_file(csv_row('skirt', 'a', **waist), name='pred.csv')
    truth = csv_file(csv_row('skirt', 'a', **waist, hemline_left='3_3_0'), name='gt.csv')
    main(['score', '--gt', str(truth), '--pred', str(pred)])
    assert capsys.readouterr().err == ''
    main(['score', '--gt', str(pred), '--pred', str(truth)])
    assert 'swapped' in capsys.readouterr().err


def test_several_files_are_joined(csv_row, csv_file, capsys):
    waist = {'waistband_left': '0_0_1', 'waistband_right': '50_0_1'}
    files = [csv_file(csv_row('skirt', name, **waist), name=f'{name}.csv') for name in 'ab']
    names = [str(path) for path in files]
    assert main(['score', '--gt', *names, '--pred', *names, '--json']) == 0
    assert json.loads(capsys.readouterr().out)['images'] == 2


def test_every_rule_is_a_choice():
    for rule in RULES:
        assert parse_args(['--gt', 'a', '--pred', 'b', '--rule', rule]).rule == rule
    assert parse_args(['--gt', 'a', '--pred', 'b']).rule == RULES[0]
    with pytest.raises(SystemExit):
        parse_args(['--gt', 'a', '--pred', 'b', '--rule', 'round2'])
