"""What a user installs: the source archive builds, and its wheel works away from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from fashionkp.version import __version__

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, '-m', 'pip', '--disable-pip-version-check']
BUILD_SDIST = 'import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])'

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def left_out(folder: str, names: list[str]) -> set[str]:
    """Caches, and what a user keeps in a checkout: data, models, environments."""
    made = ignore_patterns('.*', '__pycache__', '*.egg-info')(folder, names)
    top = {'build', 'data', 'demo_output', 'dist', 'shared', 'venv', 'work_dirs'}
    return made | (top if Path(folder) == ROOT else set())


@pytest.fixture(scope='module')
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from the source archive of a copy of this checkout."""
    folder = tmp_path_factory.mktemp('wheel')
    tree = copytree(ROOT, folder / 'tree', ignore=left_out)
    run(sys.executable, '-c', BUILD_SDIST, folder, cwd=tree)
    (archive,) = folder.glob('*.tar.gz')
    options = ['--no-deps', '--no-build-isolation', '--no-index', '--wheel-dir', folder]
    run(*PIP, 'wheel', *options, archive, cwd=folder)
    (path,) = folder.glob('*.whl')
    return path


@pytest.fixture(scope='module')
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel's content as pip installs it, and nothing else."""
    target = tmp_path_factory.mktemp('target')
    run(*PIP, 'install', '--no-deps', '--no-index', '--target', target, wheel, cwd=wheel.parent)
    return target


def test_it_has_every_module_and_config_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as file:
        found = {name for name in file.namelist() if '.dist-info/' not in name}
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in ('fashionkp', 'fashionkp_mm')
        for path in (ROOT / package).rglob('*.py')
    }
    expected |= {
        f'fashionkp_mm/{path.relative_to(ROOT).as_posix()}'
        for path in (ROOT / 'configs').rglob('*.py')
    }
    assert found == expected


def test_configs_are_found_and_read_from_where_it_is_installed(installed, tmp_path):
    script = """
import fashionkp, fashionkp_mm.config as config, json
cfg = config.load_config('cpn_r50_skirt')
print(json.dumps({
    'files': [fashionkp.__file__, config.__file__, str(config.config_path('cpn_r50_skirt'))],
    'names': config.config_names(),
    'channels': cfg.model.head.out_channels,
}))
"""
    printed = run(sys.executable, '-c', script, cwd=tmp_path, PYTHONPATH=str(installed))
    answer = json.loads(printed.splitlines()[-1])
    assert [name for name in answer['files'] if not Path(name).is_relative_to(installed)] == []
    assert answer['names'] == sorted(path.stem for path in (ROOT / 'configs').glob('[!_]*/*.py'))
    assert answer['channels'] == 4


@pytest.mark.parametrize('arguments', [['--help'], ['score', '--help'], ['--version']])
def test_the_command_runs_where_it_is_installed(installed, tmp_path, arguments):
    command = installed / 'bin' / 'fashionkp'
    printed = run(command, *arguments, cwd=tmp_path, PYTHONPATH=str(installed))
    assert printed.startswith(f'fashionkp {__version__}' if 'version' in arguments[0] else 'usage:')


def test_its_requirements_leave_an_environment_as_it_is(installed):
    (info,) = installed.glob('*.dist-info')
    metadata = PathDistribution(info).metadata
    assert metadata['Version'] == __version__
    lines = metadata.get_all('Requires-Dist')
    assert not any('#' in line for line in lines)
    core = [line for line in lines if 'extra ==' not in line]
    assert sorted(line.split('>=')[0] for line in core) == ['numpy', 'opencv-python']
    assert not any(sign in line for line in core for sign in ('<', '==', '~=', '!='))
    assert metadata.get_all('Provides-Extra') == ['stack', 'runtime', 'export', 'dev']
    assert any(line.startswith('torch>=') and 'extra == "stack"' in line for line in lines)


def test_installing_it_installs_nothing_else(wheel, tmp_path):
    options = ['--dry-run', '--no-index', '--quiet', '--report', '-']
    report = json.loads(run(*PIP, 'install', *options, wheel, cwd=tmp_path))
    names = {item['metadata']['name'] for item in report['install']}
    assert names <= {'fashionkp-mm'}
