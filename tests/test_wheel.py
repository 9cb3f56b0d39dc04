"""What a user installs: the source archive builds, and its wheel works away from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from importlib import metadata
from importlib.metadata import PathDistribution
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from packaging.requirements import Requirement

from fashionkp.version import __version__

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, '-m', 'pip', '--disable-pip-version-check']
BUILD_SDIST = 'import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])'


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
    page = ROOT / 'fashionkp' / 'serving' / 'page'
    expected |= {path.relative_to(ROOT).as_posix() for path in page.iterdir()}
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


def needed(*names: str) -> set[str]:
    """Distributions that are installed because of the named ones, and those themselves."""
    found = set(names)
    for name in names:
        lines = [Requirement(line) for line in metadata.requires(name) or ()]
        asked = {line.name for line in lines if not line.marker or line.marker.evaluate()}
        found |= needed(*asked)
    return found


def test_the_predictor_runs_where_nothing_but_its_requirements_is(installed, hand_model, tmp_path):
    stated = [
        Requirement(line.split('#')[0].strip())
        for name in ('core', 'runtime')
        for line in (ROOT / 'requirements' / f'{name}.txt').read_text().splitlines()
        if not line.startswith('#')
    ]
    lines = [one.name for one in stated if not one.marker or one.marker.evaluate()]
    libraries = tmp_path / 'libraries'
    libraries.mkdir()
    for name in needed(*lines):
        files = metadata.distribution(name).files or ()
        for top in {file.parts[0] for file in files} - {'..', '__pycache__'}:
            source = Path(str(metadata.distribution(name).locate_file(top)))
            link = libraries / top
            if not link.is_symlink():  # namespace packages belong to several
                link.symlink_to(source)
    script = f"""
import sys
sys.path[:0] = [{str(installed)!r}, {str(libraries)!r}]
from importlib.util import find_spec
assert not any(map(find_spec, ('torch', 'mmengine', 'mmpose', 'mmcv', 'PIL', 'onnx')))
import fashionkp, numpy
(garment,) = fashionkp.Predictor({str(hand_model.path)!r})(numpy.zeros((9, 9, 3), numpy.uint8))
print(fashionkp.__file__, garment.category)
"""
    # -S: without this environment's own packages
    printed = run(sys.executable, '-I', '-S', '-c', script, cwd=tmp_path)
    assert printed.split() == [str(installed / 'fashionkp' / '__init__.py'), 'blouse']


def test_its_requirements_leave_an_environment_as_it_is(installed):
    (info,) = installed.glob('*.dist-info')
    described = PathDistribution(info).metadata
    assert described['Version'] == __version__
    lines = described.get_all('Requires-Dist')
    assert not any('#' in line for line in lines)
    core = [Requirement(line) for line in lines if 'extra ==' not in line]
    assert sorted(one.name for one in core) == ['numpy', 'opencv-python', 'tomli']
    assert {part.operator for one in core for part in one.specifier} == {'>='}
    assert [one.name for one in core if one.marker] == ['tomli']  # part of Python from 3.11 on
    assert described.get_all('Provides-Extra') == [
        'stack',
        'runtime',
        'export',
        'serve',
        'ray',
        'dev',
    ]
    assert any(line.startswith('torch>=') and 'extra == "stack"' in line for line in lines)


def test_installing_it_installs_nothing_else(wheel, tmp_path):
    options = ['--dry-run', '--no-index', '--quiet', '--report', '-']
    report = json.loads(run(*PIP, 'install', *options, wheel, cwd=tmp_path))
    names = {item['metadata']['name'] for item in report['install']}
    assert names <= {'fashionkp-mm'}
