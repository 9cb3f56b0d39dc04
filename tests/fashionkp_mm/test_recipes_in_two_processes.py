"""Every recipe trains with mixed precision in two processes."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from fashionkp_mm.config import config_names

# joint models, which have every part; and of one recipe those of one category
LEAVES = sorted({*(n for n in config_names() if n.endswith('_all')), 'cpn_small_skirt'})


@pytest.mark.slow
def test_every_recipe_trains_with_mixed_precision_in_two_processes(shrunk, tmp_path):
    leaves = tmp_path / 'leaves.json'
    leaves.write_text(json.dumps({leaf: shrunk(leaf) for leaf in LEAVES}))
    script = Path(__file__).with_name('train_in_two.py')
    launch = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2']
    done = subprocess.run(
        [*launch, script, leaves, tmp_path], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    notes = [json.loads((tmp_path / f'process_{rank}.json').read_text()) for rank in (0, 1)]
    for rank in (0, 1):  # a thread that outlives the interpreter aborts the program now and then
        assert json.loads((tmp_path / f'threads_{rank}.json').read_text()) == []
    for leaf in LEAVES:
        losses = [note[leaf] for note in notes]
        assert all(map(math.isfinite, losses))
        assert losses[0] != losses[1]  # of each process's own images
        weights = torch.load(tmp_path / leaf / 'epoch_1.pth')['state_dict']
        assert all(w.isfinite().all() for w in weights.values())
