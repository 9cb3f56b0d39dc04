"""The lock file and the list of licences match the requirements."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted({path.stem for path in (ROOT / 'requirements').glob('*.txt')} - {'lock', 'upstream'})


@pytest.fixture(scope='module')
def tool():
    path = ROOT / 'tools' / 'lock_requirements.py'
    return SimpleNamespace(**runpy.run_path(str(path)))


def locked_versions() -> dict[str, str]:
    """Return the version of each package in the lock file."""
    lines = (ROOT / 'requirements' / 'lock.txt').read_text().splitlines()
    return dict(line.split('==') for line in lines if not line.startswith('#'))


def listed_packages() -> dict[str, list[str]]:
    """Return version, licence and files of each package on the page."""
    rows = (ROOT / 'docs' / 'licenses.md').read_text().split('|---|---|---|---|\n')[1].splitlines()
    return {name: cells for name, *cells in (row[2:-2].split(' | ') for row in rows)}


def test_every_file_of_requirements_is_read(tool):
    assert sorted((*tool.RUNTIME, *tool.FOR_WORK)) == FILES


@pytest.mark.parametrize('name', FILES)
def test_the_locked_versions_match_the_requirements(tool, name):
    versions = locked_versions()
    for requirement in tool.read_requirements(name):
        if tool.applies(requirement, python_version='3.11'):
            assert requirement.specifier.contains(versions[requirement.name]), requirement


def test_the_lock_file_has_names_and_versions_only():
    for name, version in locked_versions().items():
        assert re.fullmatch(r'[a-z0-9-]+', name)
        assert re.fullmatch(r'[\w.]+', version), f'{name}=={version}'


def test_the_page_lists_the_locked_packages():
    assert {name: cells[0] for name, cells in listed_packages().items()} == locked_versions()
    assert all(len(cells) == 3 for cells in listed_packages().values())


def test_users_install_no_copyleft_package_here(tool):
    packages = tool.installed_packages()
    names = {package.name for package in packages}
    assert {'numpy', 'torch', 'ray', 'mmpose', 'fastapi', 'pytest'} <= names
    assert [package for package in packages if package.is_objectionable] == []


@pytest.mark.parametrize(
    ('license', 'is_objectionable'),
    [
        ('GPL-3.0-or-later', True),
        ('LGPLv2.1', True),
        ('AGPL-3.0-only', True),
        ('GNU Lesser General Public License v3 (LGPLv3)', True),
        ('', True),
        ('MPL-2.0 AND MIT', False),
        ('Apache-2.0', False),
    ],
)
def test_objectionable_licences(tool, license, is_objectionable):
    for files, expected in ((('stack', 'dev'), is_objectionable), (('dev',), False)):
        package = tool.Package('name', version='1', license=license, files=files)
        assert package.is_objectionable == expected


def test_extras_are_followed_and_listed_dependencies_only_where_installed(tool):
    assert {'ray', 'pyarrow', 'pandas', 'numpy'} <= tool.closure('ray')
    assert tool.closure('stack-no-deps') == {'mmpose', 'onedl-mmcv', 'onedl-mmdetection'}
