"""Tests of the table of changes to other packages."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp_mm import compat

DOCS = Path(__file__).parents[3] / 'docs' / 'install.md'


def documented_rows() -> list[list[str]]:
    """Return the cells of the table in docs/install.md, without its two header lines."""
    section = DOCS.read_text().partition('## What the import changes')[2]
    lines = [line for line in section.partition('\n## ')[0].splitlines() if line.startswith('|')]
    return [[cell.strip() for cell in line.strip('|').split('|')] for line in lines[2:]]


def test_the_table_of_the_docs_is_the_table_of_the_code():
    assert documented_rows() == [
        [
            change.name,
            ', '.join(f'`{target}`' for target in change.targets),
            change.effect,
            change.reason,
        ]
        for change in compat.HOST_CHANGES
    ]


@pytest.mark.parametrize('change', compat.HOST_CHANGES, ids=lambda change: change.name)
def test_the_targets_exist(change):
    for target in change.targets:
        assert pkgutil.resolve_name(target)


def test_install_makes_every_change(monkeypatch):
    installed = []
    changes = [
        compat.HostChange(
            name, targets=(), effect='', reason='', install=lambda name=name: installed.append(name)
        )
        for name in ('a', 'b')
    ]
    monkeypatch.setattr(compat, 'HOST_CHANGES', changes)
    compat.install()
    assert installed == ['a', 'b']


@pytest.mark.parametrize('name', ['mmpose.apis', 'mmdet.apis'])
def test_the_import_helps_after_that_of_mmpose_has_failed(name, tmp_path):
    # a fresh process; where nothing is missing, the first import succeeds
    script = f"""
import importlib, sys
try:
    importlib.import_module({name!r})
except ImportError as error:
    print(error, file=sys.stderr)
import fashionkp_mm, mmpose.apis, torch
from mmpose.registry import MODELS
assert MODELS.get('GarmentPoseEstimator')

class Hostile:
    def __reduce__(self):
        return print, ('code was run',)

torch.save({{'state_dict': Hostile()}}, {str(tmp_path / 'hostile.pth')!r})
try:
    mmpose.apis.inference.load_checkpoint(torch.nn.Module(), {str(tmp_path / 'hostile.pth')!r})
except fashionkp_mm.compat.UnsafeCheckpointError:
    print('refused')
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1:] == ['refused'], done.stderr
    assert 'code was run' not in done.stdout
