"""``fashionkp finetune``."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from fashionkp.cli.main import main


def result(stopped_by=None):
    return SimpleNamespace(summary='done', stopped_by=stopped_by)


def test_arguments_are_passed_on(replace_function, capsys):
    pytest.importorskip('mmengine')
    finetune = replace_function('fashionkp_mm.finetuning', 'finetune', result())
    options = ['--minutes', '2.5', '-o', 'out', '--images', 'photos', '--from', 'a.pth']
    options += ['--resume', '--input-size', '128', '--cfg-options', 'a.b=1']
    assert main(['finetune', 'table.csv', *options]) == 0
    args, kwargs = finetune.call
    assert args == (Path('table.csv'), Path('out'))
    assert kwargs == dict(
        minutes=2.5,
        images=Path('photos'),
        start_from='a.pth',
        resume=True,
        input_size=(128, 128),
        options={'a.b': 1},
    )
    assert capsys.readouterr().out.endswith('done\n')


@pytest.mark.parametrize(('stop', 'status'), [(KeyboardInterrupt(), 130), (SystemExit(143), 143)])
def test_an_early_end_has_the_status_of_its_signal(replace_function, capsys, stop, status):
    pytest.importorskip('mmengine')
    replace_function('fashionkp_mm.finetuning', 'finetune', result(stop))
    assert main(['finetune', 'table.csv']) == status
    assert '--resume' in capsys.readouterr().err


@pytest.mark.parametrize('minutes', ['0', '-1', 'inf', 'soon'])
def test_a_time_is_positive(minutes, capsys):
    with pytest.raises(SystemExit):
        main(['finetune', 'table.csv', '--minutes', minutes])
    assert f"expected minutes, more than 0, got '{minutes}'" in capsys.readouterr().err
