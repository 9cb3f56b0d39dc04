"""``fashionkp export``."""

from types import SimpleNamespace

import pytest

from fashionkp.cli.main import main

CARD = SimpleNamespace(name='tiny', precision='float32', input_size=(64, 96), flip=True, ne=7.348)


@pytest.mark.parametrize(
    ('option', 'flip'), [([], None), (['--flip'], True), (['--no-flip'], False)]
)
def test_arguments_are_passed_to_export_model(replace_function, tmp_path, option, flip, capsys):
    pytest.importorskip('mmengine')
    export_model = replace_function('fashionkp_mm.export', 'export_model', result=CARD)
    out = tmp_path / 'model.onnx'
    out.write_bytes(bytes(1_500_000))
    more = ['--ne', '5.5', '--int8', 'photos', '--cfg-options', 'a=1', *option]
    more += ['--input-size', '320']
    assert main(['export', 'cpn_small_all', 'a.pth', '-o', str(out), *more]) == 0
    args, kwargs = export_model.call
    assert args == ('cpn_small_all', 'a.pth', out)
    expected = dict(flip=flip, ne=5.5, options={'a': 1}, int8='photos', half=False, report=print)
    expected['input_size'] = (320, 320)
    assert kwargs == expected
    (summary,) = capsys.readouterr().out.splitlines()
    for part in (str(out), 'tiny', 'float32', '1.5 MB', '64 x 96', 'NE 7.35 %'):
        assert part in summary
