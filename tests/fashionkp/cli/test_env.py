import platform
import subprocess
import sys

import numpy as np
import pytest

from fashionkp.cli import env
from fashionkp.optional_packages import INSTALL_STACK
from fashionkp.version import __version__


def lines(text: str) -> dict[str, str]:
    """Return printed rows by their name."""
    return dict(line.split('  ', 1) for line in text.splitlines())


def test_versions_and_devices_are_printed(capsys):
    pytest.importorskip('mmpose')
    assert env.main([]) == 0
    rows = {name: value.strip() for name, value in lines(capsys.readouterr().out).items()}
    assert rows['fashionkp'] == __version__
    assert rows['python'].startswith(platform.python_version())
    assert rows['numpy'] == f'numpy {np.__version__}'
    assert int(rows['PyTorch threads']) > 0
    assert rows['operators of mmcv'].startswith(('stand-ins: nms, softnms', 'compiled'))


def test_a_missing_package_has_a_hint(monkeypatch):
    monkeypatch.setitem(env.PACKAGES, 'mmpose', ('no-such-distribution',))
    monkeypatch.setitem(env.PACKAGES, 'xtcocotools', ('no-such-distribution',))
    rows = env.versions()
    assert rows['mmpose'].startswith(f'not installed ({INSTALL_STACK}')
    assert rows['xtcocotools'].startswith('not installed (')
    assert 'pycocotools' in rows['xtcocotools']


def test_two_distributions_of_one_package_are_listed():
    assert env.installed(['numpy', 'pytest', 'no-such-distribution']) == [
        f'numpy {np.__version__}',
        f'pytest {pytest.__version__}',
    ]


@pytest.mark.parametrize('missing', ['torch', 'mmpose'])
def test_it_works_without(missing):
    """In a process where importing ``missing`` fails."""
    pytest.importorskip('mmengine')
    script = (
        f'import sys; sys.modules[{missing!r}] = None\n'
        'from fashionkp.cli.main import main; sys.exit(main(["env"]))'
    )
    result = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    rows = lines(result.stdout)
    assert missing in rows['plugin']
    assert 'docs/install.md' in rows['plugin']
    assert {'CPU', 'train --amp', 'int8 models'} <= {*rows}


def test_help_does_not_import_torch():
    script = (
        'import sys; from fashionkp.cli import env\n'
        'try: env.main(["--help"])\n'
        'except SystemExit: print("torch" in sys.modules)'
    )
    result = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert result.stdout.endswith('False\n')


def test_a_broken_opencv_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, 'cv2', None)
    assert 'OpenCV cannot be imported' in env.opencv()['opencv']
    monkeypatch.undo()
    assert env.opencv() == {}
