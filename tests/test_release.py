"""What a release uploads: the source archive, and wheels that work in a new environment."""

import datetime
import json
import re
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from built_distributions import PIP, ROOT, run, wheel_contents

from fashionkp import Predictor
from fashionkp.optional_packages import INSTALL_STACK
from fashionkp.synthetic.dataset import write_dataset
from fashionkp.version import __version__

TOP_LEVEL = {
    *('CHANGELOG.md', 'LICENSE', 'MANIFEST.in', 'PKG-INFO', 'README.md', 'model-index.yml'),
    *('pyproject.toml', 'setup.cfg', 'setup.py', 'tools/train.py', 'tools/test.py'),
}
"""Files of the source archive that are in none of :data:`FOLDERS`."""
FOLDERS = ('fashionkp', 'fashionkp_mm', 'configs', 'requirements')
"""Folders that it has as they are."""


def test_the_source_archive_has_what_builds_the_wheel_and_nothing_else(distributions):
    with tarfile.open(distributions.sdist) as archive:
        paths = [PurePosixPath(item.name) for item in archive.getmembers() if item.isfile()]
    assert {path.parts[0] for path in paths} == {f'fashionkp_mm-{__version__}'}
    names = {path.relative_to(path.parts[0]).as_posix() for path in paths}
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob('*')
        if path.is_file() and path.suffix != '.pyc'
    }
    assert {name for name in names if '.egg-info/' not in name} == expected | TOP_LEVEL


def test_both_ways_build_the_same_wheel(distributions):
    assert distributions.wheel.name == f'fashionkp_mm-{__version__}-py3-none-any.whl'
    assert distributions.wheel.name == distributions.wheel_of_sdist.name
    assert wheel_contents(distributions.wheel) == wheel_contents(distributions.wheel_of_sdist)


def run_alone(*command: str | Path, cwd: Path) -> str:
    """Run a program that must find nothing of this checkout."""
    return run(*command, cwd=cwd, PYTHONPATH='', FASHIONKP_GARMENTS='')


@pytest.fixture(scope='module', params=['wheel', pytest.param('sdist', marks=pytest.mark.slow)])
def environment(request, distributions, libraries, tmp_path_factory) -> Path:
    """The programs of a new environment, which has a wheel and the predictor's requirements."""
    folder = tmp_path_factory.mktemp('environment')
    run(sys.executable, '-m', 'venv', '--without-pip', folder, cwd=folder)
    (packages,) = folder.glob('lib/python3.*/site-packages')
    (packages / 'libraries.pth').write_text(f'{libraries}\n')
    wheel = distributions.wheel if request.param == 'wheel' else distributions.wheel_of_sdist
    options = ['--no-deps', '--no-index', '--no-compile']
    python = folder / 'bin' / 'python'
    run_alone(*PIP, '--python', python, 'install', *options, wheel, cwd=folder)
    return folder / 'bin'


def test_env_names_the_new_environment(environment, tmp_path):
    output = run_alone(environment / 'fashionkp', 'env', cwd=tmp_path)
    rows = dict(re.split(' {2,}', line, maxsplit=1) for line in output.splitlines())
    assert rows['fashionkp'] == __version__
    assert rows['python'].endswith(f' {environment / "python"}')
    assert INSTALL_STACK in rows['torch']


def test_points_of_a_drawn_garment_are_those_of_the_checkout(environment, tmp_path):
    write_dataset(tmp_path / 'photos', 1, seed=3)
    (photo,) = (tmp_path / 'photos').rglob('*.jpg')
    command = ['predict', photo, '-o', 'points.jsonl', '--draw', 'drawn']
    run_alone(environment / 'fashionkp', *command, cwd=tmp_path)
    found = json.loads((tmp_path / 'points.jsonl').read_text())
    (expected,) = Predictor()([photo])
    assert found['category'] == expected.category
    points = [[found['keypoints'][name][axis] for axis in 'xy'] for name in expected.names]
    np.testing.assert_allclose(points, expected.keypoints, atol=0.01)
    assert [path.suffix for path in (tmp_path / 'drawn').rglob('*.*')] == ['.jpg']


REQUIRED_FILES = (
    'fashionkp/model_zoo/starter.onnx',
    'fashionkp/alignment/templates.json',
    'fashionkp/serving/page/index.html',
    'fashionkp/py.typed',
    'fashionkp_mm/py.typed',
    'fashionkp_mm/.mim/model-index.yml',
    'fashionkp_mm/.mim/configs/cpn_r50/cpn_r50_skirt.py',
)


def test_every_file_is_installed_as_it_was_built(environment, tmp_path):
    script = """
import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from importlib.metadata import files
found = {}
for file in files('fashionkp-mm'):
    digest = urlsafe_b64encode(sha256(file.locate().read_bytes()).digest()).decode().rstrip('=')
    found[str(file)] = file.hash is None or file.hash.value == digest
print(json.dumps(found))
"""
    found = json.loads(run_alone(environment / 'python', '-c', script, cwd=tmp_path))
    assert [name for name, is_intact in found.items() if not is_intact] == []
    assert {*REQUIRED_FILES} <= {*found}
    suffixes = {PurePosixPath(name).suffix for name in found}
    assert {'.html', '.css', '.js', '.svg'} <= suffixes


def description(wheel: Path) -> str:
    """Return what a package index shows of a wheel."""
    with zipfile.ZipFile(wheel) as file:
        (name,) = (name for name in file.namelist() if name.endswith('.dist-info/METADATA'))
        return BytesParser().parsebytes(file.read(name)).get_payload(decode=True).decode()


def test_the_index_shows_the_readme_without_links_that_lead_nowhere_there(distributions):
    text = description(distributions.wheel)
    links = re.findall(r'\]\(([^)\s]+)\)', text)
    assert links
    assert [link for link in links if not link.startswith('https://')] == []
    assert '![' not in text
    assert re.search(
        r"^pip install 'fashionkp-mm\[runtime\]' +# needs no PyTorch$", text, re.MULTILINE
    )
    assert "'.[" not in text
    headings = re.findall(r'^#+ .*', (ROOT / 'README.md').read_text(), re.MULTILINE)
    assert re.findall(r'^#+ .*', text, re.MULTILINE) == headings


def test_the_changes_of_this_version_are_listed_below_those_to_come():
    headings = re.findall(r'^## (.+)$', (ROOT / 'CHANGELOG.md').read_text(), re.MULTILINE)
    assert headings[0] == '[Unreleased]'
    version, date = re.fullmatch(r'\[(\S+)\] - (\d{4}-\d\d-\d\d)', headings[1]).groups()
    assert version == __version__
    datetime.date.fromisoformat(date)
