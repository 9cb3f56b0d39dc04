"""``fashionkp test``."""

from pathlib import Path

import pytest

from fashionkp.cli.main import main


def test_arguments_are_passed_to_evaluate(replace_function):
    pytest.importorskip('mmengine')
    evaluate = replace_function('fashionkp_mm.apis', 'evaluate')
    files = ['--out', 'a.json', '--dump', 'a.pkl', '--submission', 'a.csv', '--show-dir', 'shown']
    views = ['--no-flip', '--scales', '1.0', '1.1', '--refine-crop']
    options = [*views, '--any-rotation', '--cfg-options', 'a=1']
    assert main(['test', 'cpn_small_skirt', 'a.pth', *files, *options]) == 0
    args, kwargs = evaluate.call
    assert args == ('cpn_small_skirt', 'a.pth')
    assert kwargs == dict(
        work_dir=None,
        out=Path('a.json'),
        dump_to=Path('a.pkl'),
        show_dir='shown',
        submission=Path('a.csv'),
        show=False,
        interval=1,
        wait_time=1.0,
        badcase=False,
        launcher='none',
        input_size=None,
        options={
            'a': 1,
            'model.test_cfg.flip_test': False,
            'model.test_cfg.scales': [1.0, 1.1],
            'model.test_cfg.refine_crop': True,
            'model.test_cfg.any_rotation': True,
        },
    )


def test_options_of_the_images_are_passed(replace_function):
    pytest.importorskip('mmengine')
    evaluate = replace_function('fashionkp_mm.apis', 'evaluate')
    options = ['--show', '--interval', '5', '--wait-time', '0', '--badcase']
    assert main(['test', 'cpn_small_skirt', 'a.pth', *options]) == 0
    expected = dict(show=True, interval=5, wait_time=0.0, badcase=True)
    assert {name: evaluate.call[1][name] for name in expected} == expected


@pytest.mark.parametrize(
    ('option', 'value'),
    [('--interval', '0'), ('--interval', 'x'), ('--wait-time', '-1'), ('--wait-time', 'nan')],
)
def test_numbers_out_of_range_are_refused(option, value, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['test', 'cpn_small_skirt', 'a.pth', option, value])
    assert stop.value.code == 2
    assert repr(value) in capsys.readouterr().err
