"""``fashionkp export``."""

from types import SimpleNamespace

import pytest
from web_runtime_package import fake_package

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


def test_an_exported_model_becomes_a_page(tmp_path, capsys):
    package, page = fake_package(tmp_path / 'package'), tmp_path / 'page'
    assert main(['export', 'starter', '--web', str(page), '--runtime', str(package)]) == 0
    assert (page / 'index.html').is_file()
    (summary,) = capsys.readouterr().out.splitlines()
    for part in (str(page), 'starter_all', '14.97 %', 'MB', 'http.server'):
        assert part in summary


@pytest.mark.parametrize('keep', [True, False])
def test_a_trained_model_becomes_a_page_too(replace_function, tmp_path, hand_model, capsys, keep):
    pytest.importorskip('mmengine')
    export_model = replace_function('fashionkp_mm.export', 'export_model', result=CARD)
    out, page = tmp_path / 'model.onnx', tmp_path / 'page'
    out.write_bytes(hand_model.path.read_bytes())
    options = ['--web', str(page), '--runtime', str(fake_package(tmp_path / 'package'))]
    if keep:
        assert main(['export', 'cpn_small_all', 'a.pth', '-o', str(out), *options]) == 0
        assert (page / 'model.onnx').read_bytes() == out.read_bytes()
    else:  # nothing is exported by the replaced function
        assert main(['export', 'cpn_small_all', 'a.pth', *options]) == 2
        assert not page.exists()
    assert export_model.call[0][:2] == ('cpn_small_all', 'a.pth')


WEB = ('--web', 'page', '--runtime', 'missing.tgz')


@pytest.mark.parametrize(
    ('arguments', 'words'),
    [
        (['starter'], ['checkpoint', '--web']),
        (['cpn_small_all', 'a.pth'], ['-o']),
        (['starter', *WEB, '-o', 'a.onnx'], ['-o', 'checkpoint']),
        (['starter', *WEB, '--no-flip'], ['--flip', 'checkpoint']),
        (['starter', *WEB, '--half'], ['--half', 'checkpoint']),
        (['starter', *WEB, '--cfg-options', 'a=1'], ['--cfg-options', 'checkpoint']),
        (['cpn_small_all', 'a.pth', *WEB, '--int8', 'photos'], ['--int8', '--web']),
        (['cpn_small_all', 'a.pth', '-o', 'a.onnx', '--runtime', 'x'], ['--runtime', '--web']),
    ],
)
def test_arguments_that_do_not_go_together_are_refused(arguments, words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['export', *arguments])
    assert stop.value.code == 2
    message = capsys.readouterr().err.splitlines()[-1]
    assert all(word in message for word in words), message


def test_an_existing_page_is_noticed_before_the_export(replace_function, tmp_path):
    pytest.importorskip('mmengine')
    export_model = replace_function('fashionkp_mm.export', 'export_model', result=CARD)
    (tmp_path / 'index.html').write_text('mine')
    assert main(['export', 'cpn_small_all', 'a.pth', '--web', str(tmp_path)]) == 2
    assert export_model.calls == []
