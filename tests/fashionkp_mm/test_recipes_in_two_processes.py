"""Test of training with mixed precision in two processes."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from fashionkp_mm.config_files import config_names

# A joint heatmap model, one of a single category, and one with other losses and codec. On CPUs
# without bfloat16 instructions a model takes ten times as long.
FEW = ['cpn_small_all', 'cpn_small_skirt', 'rtmpose_m_skirt']
JOINT = sorted(name for name in config_names() if name.endswith('_all'))


@pytest.mark.parametrize(
    'leaves', [FEW, pytest.param(JOINT, marks=pytest.mark.slow)], ids=['few', 'all recipes']
)
def test_recipes_train_with_mixed_precision_in_two_processes(leaves, shrunk, tmp_path):
    options = tmp_path / 'options.json'
    options.write_text(json.dumps({leaf: shrunk(leaf) for leaf in leaves}))
    script = Path(__file__).with_name('train_in_two.py')
    launch = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2']
    result = subprocess.run(
        [*launch, script, options, tmp_path], capture_output=True, text=True, timeout=600
    )
    assert result.returncode == 0, result.stderr
    notes = [json.loads((tmp_path / f'process_{rank}.json').read_text()) for rank in (0, 1)]
    for rank in (0, 1):  # a thread that outlives the interpreter may abort the process
        assert json.loads((tmp_path / f'threads_{rank}.json').read_text()) == []
    for leaf in leaves:
        losses = [note[leaf] for note in notes]
        assert all(map(math.isfinite, losses))
        assert losses[0] != losses[1]  # each process has its own images
        weights = torch.load(tmp_path / leaf / 'epoch_1.pth')['state_dict']
        assert all(w.isfinite().all() for w in weights.values())
