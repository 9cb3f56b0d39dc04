"""``fashionkp report``."""

import json

import cv2
import numpy as np
import pytest
from heatmap_model import write_heatmap_model

from fashionkp.cli.main import main
from fashionkp.cli.report import parse_args
from fashionkp.score import RULES


@pytest.fixture
def report(worked_example, tmp_path):
    """Runs the command on the worked example; returns its exit status and the page's path."""
    truth, pred = map(str, worked_example)

    def run(*arguments):
        page = tmp_path / 'page.html'
        return main(['report', '--gt', truth, '--pred', pred, '-o', str(page), *arguments]), page

    return run


def test_page_is_written_and_scores_are_printed(report, capsys):
    status, page = report()
    assert status == 0
    assert page.read_text(encoding='utf-8').startswith('<!doctype html>')
    assert '<b>29.994</b>' in page.read_text(encoding='utf-8')
    captured = capsys.readouterr()
    assert captured.out.splitlines()[1].startswith('pred  29.994 (')
    assert str(page) in captured.err


def test_json_has_the_numbers(report, capsys):
    assert report('--json')[0] == 0
    numbers = json.loads(capsys.readouterr().out)
    assert round(numbers['models']['pred']['scores']['official']['NE'], 3) == 29.994


def test_each_pred_is_a_model(report, worked_example, capsys):
    status, page = report('--pred', str(worked_example[0]), '--names', 'old', 'new')
    assert status == 0
    verdict = 'new is better than old: its NE is 29.99 lower'
    assert verdict in page.read_text(encoding='utf-8')
    assert verdict in capsys.readouterr().out


def test_files_of_one_pred_are_joined(report, worked_example, csv_file, capsys):
    _, first, second = worked_example[1].read_text().splitlines()
    one, two = csv_file(first, name='one.csv'), csv_file(second, name='two.csv')
    assert report('--pred', str(one), str(two), '--json')[0] == 0
    models = json.loads(capsys.readouterr().out)['models']
    assert models['one']['scores'] == models['pred']['scores']


def test_malformed_rows_fail_as_in_the_score_command(worked_example, csv_file, tmp_path, capsys):
    truth, pred = worked_example
    rows = pred.read_text().splitlines()
    short = csv_file(rows[2], name='short.csv')
    bad = csv_file(rows[1], rows[2].replace('464_317_1', '464_nan_1'), name='bad.csv')
    for path in (short, bad):
        status = main(['score', '--gt', str(truth), '--pred', str(path)])
        reason = capsys.readouterr().err.removeprefix('fashionkp score: ')
        page = tmp_path / 'page.html'
        arguments = ['report', '--gt', str(truth), '--pred', str(path), '-o', str(page)]
        assert main(arguments) == status == 2
        assert reason in capsys.readouterr().err
        assert not page.exists()


def test_exit_status_is_1_if_no_point_counts(csv_row, csv_file, tmp_path, capsys):
    path = str(csv_file(csv_row('skirt', 'a', hemline_left='1_2_1')))
    assert main(['report', '--gt', path, '--pred', path, '-o', str(tmp_path / 'p.html')]) == 1
    captured = capsys.readouterr()
    assert 'no point counts' in captured.out
    assert 'so there is no NE' in captured.err


def test_swapped_files_are_logged(csv_row, csv_file, tmp_path, caplog):
    waist = {'waistband_left': '0_0_1', 'waistband_right': '50_0_1'}
    pred = csv_file(csv_row('skirt', 'a', **waist), name='pred.csv')
    truth = csv_file(csv_row('skirt', 'a', **waist, hemline_left='3_3_0'), name='gt.csv')
    page = str(tmp_path / 'page.html')
    main(['report', '--gt', str(pred), '--pred', str(truth), '-o', page])
    assert 'gt: the predictions have occluded points' in caplog.text
    caplog.clear()
    main(['report', '--gt', str(truth), '--pred', str(pred), '-o', page])
    assert 'swapped' not in caplog.text


def test_invalid_arguments_have_exit_status_2(report, tmp_path, capsys):
    assert report('--images', str(tmp_path), '--no-images')[0] == 2
    assert report('--images', str(tmp_path / 'no'))[0] == 2
    assert report('--log', str(tmp_path / 'no'))[0] == 2
    assert 'Traceback' not in capsys.readouterr().err


def test_rules_are_those_of_the_score():
    wanted = ['--gt', 'a', '--pred', 'b', '-o', 'c']
    assert [parse_args([*wanted, '--rule', rule]).rule for rule in RULES] == [*RULES]
    assert parse_args(wanted).rule == RULES[0]


def test_heatmaps_need_images(report, hand_model, capsys):
    assert report('--model', str(hand_model.path), '--no-images')[0] == 2
    assert '--model and --no-images exclude each other' in capsys.readouterr().err
    assert report('--model', str(hand_model.path))[0] == 2
    assert '--model: there are no images' in capsys.readouterr().err


def test_heatmaps_are_on_the_page(report, tmp_path, hand_model, capsys):
    photo = tmp_path / 'Images' / 'trousers' / '0.jpg'
    photo.parent.mkdir(parents=True)
    cv2.imwrite(str(photo), np.zeros((64, 64, 3), np.uint8))
    model = write_heatmap_model(tmp_path / 'm.onnx', np.ones((24, 4, 4)), np.ones(24))
    status, page = report('--model', str(model))
    assert status == 0
    assert 'heatmaps of m.onnx' in page.read_text(encoding='utf-8')
    assert report('--model', str(hand_model.path))[0] == 2
    assert 'there are no heatmaps' in capsys.readouterr().err
