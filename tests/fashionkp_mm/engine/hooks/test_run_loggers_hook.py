"""Test of the validation images that loggers get, and of which samples they are."""

import numpy as np
import pytest

from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import RunLoggersHook
from fashionkp_mm.engine.loggers import TensorboardRunBackend


class Recorder(TensorboardRunBackend):
    """A logger that keeps what it gets."""

    def __init__(self) -> None:
        super().__init__('')
        self.images: dict[tuple[str, int], np.ndarray] = {}
        self.started_at: list[int] = []
        self.is_closed = False

    def start(self, runner) -> None:
        self.runner = runner
        self.started_at.append(runner.iter)

    def log(self, scalars: dict, step: int) -> None:
        pass

    def add_image(self, name: str, image: np.ndarray, step: int = 0, **kwargs) -> None:
        self.images[name, step] = image

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def recorder(monkeypatch):
    recorder = Recorder()
    monkeypatch.setattr(
        'fashionkp_mm.engine.hooks.run_loggers_hook._backends', lambda _: [recorder]
    )
    return recorder


def test_the_same_images_are_recorded_after_each_epoch(recorder, skirt_options, tmp_path):
    hooks = [*load_config('cpn_small_skirt').custom_hooks]
    hooks.append(dict(type='RunLoggersHook', num_images=3))
    train('cpn_small_skirt', tmp_path, options=skirt_options | dict(custom_hooks=hooks))
    assert recorder.started_at == [0]
    names = [f'val/image_{number}' for number in (1, 2, 3)]
    assert [*recorder.images] == [(name, step) for step in (2, 4) for name in names]
    truth = {(name, step): image[:, :262] for (name, step), image in recorder.images.items()}
    for name in names:
        np.testing.assert_array_equal(truth[name, 2], truth[name, 4])
    assert (truth[names[0], 2] != truth[names[1], 2]).any()


def test_samples_are_spread_evenly_over_the_validation():
    hook = RunLoggersHook()
    assert hook._chosen(22) == [0, 3, 6, 9, 12, 15, 18, 21]
    assert hook._chosen(2) == [0, 1]
