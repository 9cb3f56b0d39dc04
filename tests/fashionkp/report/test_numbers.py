"""Numbers of the report: those of the score, and others counted by hand."""

import json

import pytest

from fashionkp.cli.main import main
from fashionkp.report import evaluate, report_numbers
from fashionkp.score import RULES


@pytest.mark.parametrize('rule', RULES)
def test_scores_are_those_of_the_score_command(worked_example, rule, capsys):
    truth, pred = map(str, worked_example)
    assert main(['score', '--gt', truth, '--pred', pred, '--rule', rule, '--json']) == 0
    expected = json.loads(capsys.readouterr().out)
    numbers = report_numbers(evaluate([truth], [[pred]]))
    score = numbers['models']['pred']['scores'][rule]
    groups = score.pop('groups')
    assert_close(score, expected)
    for kind, name in (('category', 'per_category'), ('keypoint', 'per_keypoint')):
        assert {key: mean['NE'] for key, mean in groups[kind].items()} == score[name]


def assert_close(score, expected):
    assert [*score] == [*expected]
    for key, value in expected.items():
        assert score[key] == pytest.approx(value, abs=1e-9), key


@pytest.mark.realdata
@pytest.mark.parametrize('rule', RULES)
def test_scores_of_real_predictions(fashionai_root, rule, capsys):
    files = [str(fashionai_root / 'metric' / name) for name in ('gt.csv', 'pred.csv')]
    main(['score', '--gt', files[0], '--pred', files[1], '--rule', rule, '--json'])
    expected = json.loads(capsys.readouterr().out)
    score = report_numbers(evaluate(files[:1], [files[1:]]))['models']['pred']['scores'][rule]
    del score['groups']
    assert_close(score, expected)


def test_missing_and_skipped_images_are_counted_as_by_the_score(skirts, capsys):
    truth = skirts('gt.csv', a={}, b={}, near={'waistband_right': '105_50_1'})
    pred = skirts('p.csv', a={'hemline_left': '80_320_1'}, near={}, other={})
    arguments = ['--gt', str(truth), '--pred', str(pred), '--allow-missing', '--json']
    assert main(['score', *arguments]) == 0
    expected = json.loads(capsys.readouterr().out)
    numbers = report_numbers(evaluate([truth], [[pred]], allow_missing=True))['models']['p']
    score = numbers['scores']['official']
    del score['groups']
    assert_close(score, expected)
    assert (score['images_skipped'], score['images_missing'], numbers['images_extra']) == (1, 1, 1)


def test_distribution_of_errors(skirts):
    truth = skirts('gt.csv', a={})
    pred = skirts('p.csv', a={'waistband_left': '100_54_1', 'hemline_left': '80_340_1'})
    errors = report_numbers(evaluate([truth], [[pred]]))['models']['p']['errors']
    # 0, 4 and 40 of three visible points
    assert errors['quantiles']['median'] == 4
    assert errors['quantiles']['max'] == 40
    assert errors['pixels']['mean'] == pytest.approx(44 / 3)
    shares = {limit: round(3 * share) for limit, share in errors['within'].items()}
    assert shares == {'2': 1, '5': 2, '10': 2, '20': 2, '50': 3}


def test_predicted_categories_are_counted(skirts, predictions):
    truth = skirts('gt.csv', a={}, b={}, c={})
    images = {
        name: ([1] * 4, [1] * 4, category)
        for name, category in zip('abc', ['skirt', 'dress', 'skirt'], strict=True)
    }
    evaluation = evaluate([truth], [[predictions('p.jsonl', **images)]])
    categories = report_numbers(evaluation)['models']['p']['categories']
    assert categories['top1'] == pytest.approx(2 / 3)
    assert categories['counts']['skirt'] == dict(blouse=0, outwear=0, trousers=0, skirt=2, dress=1)


def test_ignored_prediction_for_another_category_is_in_the_confusion(skirts, predictions):
    truth = skirts('gt.csv', a={}, b={})
    path = predictions('p.jsonl', a=([1] * 4, [1] * 4, 'skirt'), b=([1] * 4, [1] * 4, 'trousers'))
    first, second = path.read_text().splitlines()
    row = json.loads(second)
    row['category'] = 'trousers'
    blank = dict(x=1, y=1, score=1, presence=1)
    names = 'waistband_left waistband_right crotch bottom_left_in bottom_left_out bottom_right_in'
    row['keypoints'] = dict.fromkeys([*names.split(), 'bottom_right_out'], blank)
    path.write_text(f'{first}\n{json.dumps(row)}\n')
    model = report_numbers(evaluate([truth], [[path]], allow_other=True))['models']['p']
    assert model['images_other_category'] == 1
    assert model['scores']['official']['images'] == 1
    assert model['scores']['official']['images_missing'] == 0
    assert model['categories']['counts']['skirt']['trousers'] == 1


def test_without_a_point_that_counts_there_is_no_error(csv_row, csv_file):
    path = csv_file(csv_row('skirt', 'a', hemline_left='1_2_1'))
    numbers = report_numbers(evaluate([path], [[path]]))
    model = numbers['models']['a']
    assert model['scores']['official']['NE'] is None
    assert model['errors'] is None
    assert model['sides']['NE_unswapped'] is None
    json.dumps(numbers, allow_nan=False)
