"""Tests of the table of changes to other packages."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp_mm import compat
from fashionkp_mm.compat.host_changes import HARDENING

DOCS = Path(__file__).parents[3] / 'docs' / 'install.md'


HOSTS = ('mm', 'torch', 'warnings')
LATER = {'mmengine.fileio'}
"""What the components change, when a registry first imports them."""


def is_within(names: list[str], target: str) -> bool:
    """Return whether one of the names of a value is a target, or inside one."""
    # where torch.serialization keeps its allow-list
    names = [name.replace('torch._weights_only_unpickler', 'torch.serialization') for name in names]
    value = pkgutil.resolve_name(target)
    name = getattr(value, '__qualname__', None)  # of a class or function, which others import
    defined = f'{value.__module__}.{name}' if name else target
    return any(f'{name}.'.startswith((f'{target}.', f'{defined}.')) for name in names)


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


def test_the_table_is_complete():
    # derived: what differs in the modules and classes of the other packages after the changes
    script = Path(__file__).with_name('changed_names.py')
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    changed = [line.split() for line in done.stdout.splitlines() if line.startswith(HOSTS)]
    targets = [target for change in compat.HOST_CHANGES for target in change.targets]
    assert [names for names in changed if not any(is_within(names, t) for t in targets)] == []
    for change in compat.HOST_CHANGES:
        if change.describe is None:  # else it depends on what is installed
            for target in {*change.targets} - LATER:
                assert any(is_within(names, target) for names in changed), target


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


def test_the_hardening_can_be_switched_off(monkeypatch):
    hardening = [change for change in compat.HOST_CHANGES if change.hardening]
    assert [change.name for change in hardening] == ['checkpoints', 'configs in checkpoints']
    assert all(change.is_wanted and change.state() == change.effect for change in hardening)
    monkeypatch.setenv(HARDENING, 'off')
    assert [c for c in compat.HOST_CHANGES if not c.is_wanted] == hardening
    assert all('may run code' in change.state() for change in hardening)
    monkeypatch.setenv(HARDENING, 'no')
    with pytest.raises(ValueError, match="FASHIONKP_HARDENING='no': expected 'on' or 'off'"):
        compat.install()


def test_without_hardening_mmengine_is_as_it_was_and_models_train_and_predict(
    short_config, tmp_path
):
    config = short_config(**{'train_cfg.max_epochs': 1})
    script = f"""
import numpy as np, torch
import fashionkp_mm
from mmengine.config import Config
from mmengine.runner import checkpoint as loaders
from fashionkp_mm.apis import train
from fashionkp_mm.inference.inferencer import FashionInferencer

assert loaders.torch is torch
assert not hasattr(Config.fromstring, 'wrapped_by')
assert Config.fromstring('total = sum([1, 2])', '.py').total == 3  # code

class Own:
    def __reduce__(self):
        return print, ('code was run',)

torch.save({{'state_dict': {{}}, 'own': Own()}}, 'own.pth')
loaders.CheckpointLoader.load_checkpoint('own.pth')
train({str(config)!r}, 'work')
model = FashionInferencer(weights='work/epoch_1.pth')
image = np.zeros((64, 64, 3), np.uint8)
print(len(model(image)[0].keypoints))
"""
    # PyTorch's own switch: without it, its newer versions refuse code in what is stock
    variables = {HARDENING: 'off', 'TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD': '1'}
    done = subprocess.run(
        [sys.executable, '-c', script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, **variables},
    )
    assert done.returncode == 0, done.stderr
    assert 'code was run' in done.stdout
    assert int(done.stdout.split()[-1]) >= 4


@pytest.mark.parametrize(
    'name', ['mmpose.apis', pytest.param('mmdet.apis', marks=pytest.mark.slow)]
)
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
