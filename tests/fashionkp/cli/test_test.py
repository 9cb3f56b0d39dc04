"""``fashionkp test``."""

from pathlib import Path

import pytest

from fashionkp.cli.main import main


def test_arguments_are_passed_to_evaluate(replace_function):
    pytest.importorskip('mmengine')
    evaluate = replace_function('fashionkp_mm.apis', 'evaluate')
    files = ['--out', 'a.json', '--dump', 'a.pkl', '--submission', 'a.csv', '--show-dir', 'shown']
    assert main(['test', 'cpn_small_skirt', 'a.pth', *files, '--cfg-options', 'a=1']) == 0
    args, kwargs = evaluate.call
    assert args == ('cpn_small_skirt', 'a.pth')
    assert kwargs == dict(
        work_dir=None,
        out=Path('a.json'),
        dump_to=Path('a.pkl'),
        show_dir='shown',
        submission=Path('a.csv'),
        launcher='none',
        options={'a': 1},
    )
