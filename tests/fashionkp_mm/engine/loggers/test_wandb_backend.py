"""Test of runs of Weights & Biases, offline."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from fashionkp_mm.engine.loggers import WandbRunBackend


@pytest.fixture
def offline(monkeypatch):
    pytest.importorskip('wandb')
    monkeypatch.setenv('WANDB_MODE', 'offline')
    monkeypatch.setenv('WANDB_SILENT', 'true')


@pytest.mark.usefixtures('offline')
def test_both_runs_have_one_id_and_all_images(logged_training):
    work_dir = logged_training('wandb')
    run_id = json.loads((work_dir / 'logger_runs.json').read_text())['wandb']
    runs = [*(work_dir / 'wandb').glob('offline-run-*')]
    assert len(runs) == 2
    assert {run.name.split('-')[-1] for run in runs} == {run_id}
    images = [len([*run.glob('files/media/images/val/image_*.png')]) for run in sorted(runs)]
    assert images == [8, 4]


class RecordingWandb:
    """Stand-in for the module ``wandb``."""

    Image = staticmethod(np.shape)

    def __init__(self) -> None:
        self.logged: list[dict] = []
        self.exit_code = None

    def log(self, values: dict) -> None:
        self.logged.append(values)

    def finish(self, exit_code: int) -> None:
        self.exit_code = exit_code


@pytest.fixture
def backend(tmp_path):
    backend = WandbRunBackend(str(tmp_path))
    backend.runner, backend._wandb = SimpleNamespace(iter=40), RecordingWandb()
    backend._env_initialized = True
    return backend


def test_everything_has_the_number_of_training_steps(backend):
    backend.add_scalars(dict(loss=0.5, iter=20, epoch=1, memory=3), step=20)
    backend.add_scalars({'fashionai/NE': 9.0, 'time': 0.1}, step=2)  # MMEngine's is the epoch
    backend.add_image('val/image_1', np.zeros((2, 3, 3), np.uint8), step=40)
    assert backend._wandb.logged == [
        {'train/loss': 0.5, 'train/epoch': 1, 'train/memory': 3, 'iteration': 20},
        {'fashionai/NE': 9.0, 'val/time': 0.1, 'iteration': 40},
        {'val/image_1': (2, 3, 3), 'iteration': 40},
    ]


def test_a_training_that_fails_is_a_failed_run(backend):
    try:
        raise ValueError
    except ValueError:
        backend.close()
    assert backend._wandb.exit_code == 1
    backend.close()
    assert backend._wandb.exit_code == 0
