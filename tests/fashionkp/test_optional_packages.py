"""Optional packages that are not installed."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp.cli.main import main
from fashionkp.optional_packages import (
    INSTALL_STACK,
    MissingPackage,
    check_installed,
    missing_package,
    require,
)

ROOT = Path(__file__).parents[2]


def test_a_missing_package_is_named_with_how_to_install_it():
    assert require('json.decoder').JSONDecoder
    with pytest.raises(MissingPackage, match=r'^no_such is not installed: pip install no_such$'):
        require('no_such.data')
    check_installed('json', 'pytest')
    with pytest.raises(MissingPackage, match=r'^no_such, none are not .*: pip install no_such$'):
        check_installed('json', 'no_such', 'none')


def test_the_default_stack_is_installed_by_what_its_requirements_name():
    lines = (ROOT / 'requirements' / 'stack-no-deps.txt').read_text().splitlines()
    packages = INSTALL_STACK.partition('--no-deps ')[2].partition(';')[0]
    assert shlex.split(packages) == [line for line in lines if not line.startswith('#')]


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        ("raise ImportError('libx.so: cannot open', name='installed')", 'libx.so: cannot open'),
        ('import installed.no_such', 'No module named .installed.no_such'),
        ('import no_such', 'No module named .no_such'),
    ],
)
def test_an_import_that_fails_in_an_installed_package_is_shown_as_it_is(
    content, reason, tmp_path, monkeypatch
):
    (tmp_path / 'installed').mkdir()
    (tmp_path / 'installed' / '__init__.py').write_text(content)
    monkeypatch.syspath_prepend(tmp_path)
    check_installed('installed')
    with pytest.raises(ImportError, match=reason) as raised:
        require('installed')
    assert not isinstance(raised.value, MissingPackage)
    shown = str(missing_package(raised.value))
    expected = 'no_such is not installed' if content == 'import no_such' else reason
    assert re.search(expected, shown)
    assert 'installed is not' not in shown


def test_a_command_ends_with_the_message(monkeypatch, capsys, hand_model):
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    assert main(['predict', __file__, '--model', str(hand_model.path)]) == 2
    assert 'onnxruntime is not installed' in capsys.readouterr().err


BROKEN_OPENCV = "raise ImportError('libGL.so.1: cannot open shared object file')"
NO_TORCH = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')"


@pytest.mark.parametrize(
    ('package', 'content', 'arguments', 'reason'),
    [
        ('cv2', BROKEN_OPENCV, 'predict a.jpg --model m.onnx', 'libgl1.*opencv-python-headless'),
        ('cv2', BROKEN_OPENCV, 'serve --model m.onnx --port 0', 'libGL.so.1.*libgl1'),
        ('cv2', BROKEN_OPENCV, 'doctor .', 'OpenCV cannot be imported: libGL'),
        ('torch', NO_TORCH, 'predict . --weights a.pth', r'torch is not installed: .*\[stack\]'),
        ('torch', NO_TORCH, 'train cpn_small_all', r'torch is not installed: .*\[stack\]'),
        ('torch', NO_TORCH, 'average a.pth b.pth -o c.pth', 'torch is not installed'),
    ],
)
def test_missing_software_is_one_line(
    program, tmp_path, hand_model, package, content, arguments, reason
):
    (tmp_path / package).mkdir()
    (tmp_path / package / '__init__.py').write_text(content)
    for name in ('a.pth', 'b.pth', 'a.jpg'):
        (tmp_path / name).touch()
    (tmp_path / 'm.onnx').write_bytes(hand_model.path.read_bytes())
    path = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get('PYTHONPATH', '')])
    done = subprocess.run(
        [*program, *arguments.split()],
        cwd=tmp_path,
        env={**os.environ, 'PYTHONPATH': path},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert re.search(reason, line)


def test_an_error_of_this_project_is_not_a_missing_package():
    assert missing_package(ImportError('cannot import x', name='fashionkp.categories')) is None
    assert 'no_such is not installed' in str(
        missing_package(ModuleNotFoundError('No module named no_such', name='no_such'))
    )
