"""The benchmark of labelling, on two drawn garments; skipped without Chromium."""

import re
import shutil

import pytest

from fashionkp.synthetic.dataset import write_dataset

pytest.importorskip('selenium')


@pytest.fixture
def main(run_script):
    if not (shutil.which('chromium') and shutil.which('chromedriver')):
        pytest.skip('no chromium and chromedriver on PATH')
    return run_script('labelling.py')['main']


def numbers(text):
    return [float(number) for number in re.findall(r'\d+\.?\d*', text)]


def test_actions_and_seconds_of_both_ways_to_label(main, tmp_path, capsys):
    write_dataset(tmp_path, 2, 0, 1, category='skirt')
    main([str(tmp_path), '--num', '2'])
    printed = capsys.readouterr().out
    actions, hand, page = re.findall('^clicked: (.*)', printed, re.MULTILINE)[:3]
    # the four points are clicked, with keys for hidden ones; the category is chosen once or twice
    assert 5.5 <= numbers(actions)[0] <= 14
    mean, _, _, keys, pointings, buttons, moves, decisions = numbers(hand)
    expected = 0.28 * keys + 1.1 * pointings + 0.1 * buttons + 0.4 * moves + 1.35 * decisions
    assert mean == pytest.approx(expected, abs=0.3)  # of rounded counts
    assert decisions == 5
    assert numbers(page)[0] > 0
    assert {'edit', 'next photo'} <= {*re.findall(r'[a-z]+ ?[a-z]*(?= \d+ ms)', page)}
    assert printed.count(': 0 with another visibility') == 2
