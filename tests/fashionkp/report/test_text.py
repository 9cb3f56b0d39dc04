"""The report as text."""

from fashionkp.report import evaluate, report_numbers, report_text


def test_models_have_a_line_each_and_comparisons_follow(two_models):
    lines = report_text(report_numbers(two_models)).splitlines()
    assert lines[0].split() == ['NE', 'official', 'NE', 'round1']
    assert lines[1].split()[:2] == ['first', '3.333']
    assert lines[3].startswith('official: second is better than first')


def test_control_characters_in_names_are_escaped(skirts):
    truth = skirts('gt.csv', a={})
    names = ['\x1b[31m', '\udcff']
    text = report_text(report_numbers(evaluate([truth], [[truth], [truth]], names=names)))
    assert '\x1b' not in text
    assert text.count('\n') == 4
    text.encode()
