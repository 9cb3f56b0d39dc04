"""Lock file and list of licences say what the requirements ask for."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUPPLY = runpy.run_path(str(ROOT / 'tools' / 'supply.py'))
SETS = sorted({path.stem for path in (ROOT / 'requirements').glob('*.txt')} - {'lock', 'upstream'})


def pins() -> dict[str, str]:
    """Version of each package of the lock file."""
    lines = (ROOT / 'requirements' / 'lock.txt').read_text().splitlines()
    return dict(line.split('==') for line in lines if not line.startswith('#'))


def listed() -> dict[str, list[str]]:
    """Version, licence and sets of each package of the page."""
    rows = (ROOT / 'docs' / 'licenses.md').read_text().split('|---|---|---|---|\n')[1].splitlines()
    return {name: cells for name, *cells in (row[2:-2].split(' | ') for row in rows)}


def test_every_set_of_requirements_is_looked_at():
    assert sorted((*SUPPLY['RUNTIME'], 'dev')) == SETS


@pytest.mark.parametrize('name', SETS)
def test_the_locked_versions_are_what_is_asked_for(name):
    locked = pins()
    for asked in SUPPLY['required'](name):
        if SUPPLY['applies'](asked, python_version='3.11'):
            assert asked.specifier.contains(locked[asked.name]), asked


def test_the_lock_names_versions_and_no_places():
    for name, version in pins().items():
        assert re.fullmatch(r'[a-z0-9-]+', name)
        assert re.fullmatch(r'[\w.]+', version), f'{name}=={version}'


def test_the_page_lists_what_is_locked():
    assert {name: cells[0] for name, cells in listed().items()} == pins()
    assert all(len(cells) == 3 for cells in listed().values())


def test_nothing_that_users_install_here_is_copyleft():
    rows = SUPPLY['table']()
    assert {'numpy', 'torch', 'ray', 'mmpose', 'fastapi', 'pytest'} <= rows.keys()
    assert SUPPLY['objections'](rows) == []


@pytest.mark.parametrize(
    ('license', 'fine'),
    [
        ('GPL-3.0-or-later', False),
        ('LGPLv2.1', False),
        ('AGPL-3.0-only', False),
        ('GNU Lesser General Public License v3 (LGPLv3)', False),
        ('', False),
        ('MPL-2.0 AND MIT', True),
        ('Apache-2.0', True),
    ],
)
def test_what_is_objected_to(license, fine):
    found = SUPPLY['objections']({'left': (license, ['stack', 'dev']), 'tool': (license, ['dev'])})
    assert found == [] if fine else [line.split(':')[0] for line in found] == ['left']


def test_extras_are_followed_and_no_dependencies_of_what_goes_without():
    assert {'ray', 'pyarrow', 'pandas', 'numpy'} <= SUPPLY['closure']('ray')
    assert SUPPLY['closure']('stack-no-deps') == {'mmpose', 'onedl-mmcv', 'onedl-mmdetection'}
