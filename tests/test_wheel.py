"""The source archive builds, and its wheel works away from the checkout."""

import json
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
import yaml
from built_distributions import PIP, ROOT, run
from packaging.requirements import Requirement

from fashionkp.version import __version__

PACKAGES = ('fashionkp', 'fashionkp_mm')


@pytest.fixture(scope='module')
def wheel(distributions) -> Path:
    """The wheel that pip builds from the source archive."""
    return distributions.wheel_of_sdist


@pytest.fixture(scope='module')
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with nothing but the installed wheel."""
    target = tmp_path_factory.mktemp('target')
    run(*PIP, 'install', '--no-deps', '--no-index', '--target', target, wheel, cwd=wheel.parent)
    return target


def test_the_wheel_has_every_module_page_and_config_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as file:
        names = {name for name in file.namelist() if '.dist-info/' not in name}
    packages = [path for name in PACKAGES for path in (ROOT / name).rglob('*')]
    configs = [*(ROOT / 'configs').rglob('*')]
    for_mim = [ROOT / name for name in ('model-index.yml', 'tools/train.py', 'tools/test.py')]
    expected = {
        path.relative_to(ROOT).as_posix()
        for path in (*packages, *configs, *for_mim)
        if path.is_file() and path.suffix != '.pyc'
    }
    assert {name.removeprefix('fashionkp_mm/.mim/') for name in names} == expected
    assert names >= {f'{name}/py.typed' for name in PACKAGES}  # type checkers read annotations


def test_configs_are_found_where_the_wheel_is_installed(installed, tmp_path):
    script = """
import fashionkp, fashionkp_mm.config_files as configs, json
from mmengine.config import Config
from mmengine.hub import get_config
from fashionkp_mm.compat.metainfo_files import METAINFO_FOLDER, installed_metainfo
by_name = [
    Config.fromfile('cpn_r50_skirt'),
    get_config('fashionkp_mm::cpn_r50/cpn_r50_skirt.py'),
]
print(json.dumps({
    'files': [
        fashionkp.__file__,
        configs.__file__,
        *(cfg.filename for cfg in by_name),
        get_config('fashionkp_mm::starter_all', pretrained=True).model_path,
        installed_metainfo(f'{METAINFO_FOLDER}fashionai.py'),
    ],
    'names': configs.config_names(),
    'channels': [cfg.model.head.out_channels for cfg in by_name],
}))
"""
    output = run(sys.executable, '-c', script, cwd=tmp_path, PYTHONPATH=str(installed))
    facts = json.loads(output.splitlines()[-1])
    assert [name for name in facts['files'] if not Path(name).is_relative_to(installed)] == []
    assert facts['names'] == sorted(path.stem for path in (ROOT / 'configs').glob('[!_]*/*.py'))
    assert facts['channels'] == [4, 4]


def test_mim_finds_configs_and_scripts_where_the_wheel_is_installed(installed, tmp_path):
    package = installed / 'fashionkp_mm'
    index = yaml.safe_load((package / '.mim' / 'model-index.yml').read_text())
    assert all((package / '.mim' / path).is_file() for path in index['Import'])
    # MIM looks for a config in the whole package, and refuses names that it finds twice
    assert [*package.rglob('cpn_r50_skirt.py')] == [
        package / '.mim' / 'configs' / 'cpn_r50' / 'cpn_r50_skirt.py'
    ]
    for name in ('train', 'test'):
        script = package / '.mim' / 'tools' / f'{name}.py'
        text = run(sys.executable, script, '-h', cwd=tmp_path, PYTHONPATH=str(installed))
        assert '--launcher' in text  # which MIM passes
        assert '--gpus' not in text  # which MIM would pass


@pytest.mark.parametrize('arguments', [['--help'], ['score', '--help'], ['--version']])
def test_the_command_runs_where_the_wheel_is_installed(installed, tmp_path, arguments):
    command = installed / 'bin' / 'fashionkp'
    output = run(command, *arguments, cwd=tmp_path, PYTHONPATH=str(installed))
    assert output.startswith(f'fashionkp {__version__}' if 'version' in arguments[0] else 'usage:')


def test_the_predictor_needs_only_its_requirements(installed, libraries, hand_model, tmp_path):
    script = f"""
import sys
sys.path[:0] = [{str(installed)!r}, {str(libraries)!r}]
from importlib.util import find_spec
assert not any(map(find_spec, ('torch', 'mmengine', 'mmpose', 'mmcv', 'onnx')))
import fashionkp, numpy
(prediction,) = fashionkp.Predictor({str(hand_model.path)!r})(numpy.zeros((9, 9, 3), numpy.uint8))
print(fashionkp.__file__, prediction.category)
"""
    # -S: without the packages of this environment
    output = run(sys.executable, '-I', '-S', '-c', script, cwd=tmp_path)
    assert output.split() == [str(installed / 'fashionkp' / '__init__.py'), 'blouse']


def test_requirements_are_few_and_have_no_upper_bound(installed):
    (info,) = installed.glob('*.dist-info')
    about = PathDistribution(info).metadata
    assert about['Version'] == __version__
    lines = about.get_all('Requires-Dist')
    assert not any('#' in line for line in lines)
    core = [Requirement(line) for line in lines if 'extra ==' not in line]
    names = ['jinja2', 'numpy', 'opencv-python', 'pillow', 'tomli', 'tqdm']
    assert sorted(requirement.name for requirement in core) == names
    assert {part.operator for requirement in core for part in requirement.specifier} == {'>='}
    marked = [requirement.name for requirement in core if requirement.marker]
    assert marked == ['tomli']  # part of Python since 3.11
    extras = ['stack', 'runtime', 'export', 'serve', 'ray', 'dev']
    assert about.get_all('Provides-Extra') == extras
    assert any(line.startswith('torch>=') and 'extra == "stack"' in line for line in lines)


def test_installing_the_wheel_installs_nothing_else_here(wheel, tmp_path):
    options = ['--dry-run', '--no-index', '--quiet', '--report', '-']
    report = json.loads(run(*PIP, 'install', *options, wheel, cwd=tmp_path))
    names = {item['metadata']['name'] for item in report['install']}
    assert names <= {'fashionkp-mm'}
