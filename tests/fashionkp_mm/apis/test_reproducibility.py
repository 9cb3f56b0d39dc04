"""The same numbers again: a second training; other batches and workers.

That of two processes is in test_processes.py, that of exported models in ../export.
"""

import numpy as np
import pytest
import torch

from fashionkp.annotations import read_submission
from fashionkp_mm.apis import FashionInferencer, evaluate, train
from fashionkp_mm.checkpoints.latest import latest_checkpoint

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
TESTS = [(1, 0), (3, 0), (16, 0), (3, 2)]
"""Batch size and workers of each test; the first is what the others are compared with."""


def loading(workers: int) -> dict:
    """Settings of all loaders, by dotted key."""
    own = dict(num_workers=workers, persistent_workers=workers > 0)
    return {f'{loader}.{key}': value for loader in LOADERS for key, value in own.items()}


@pytest.fixture(scope='module')
def trainings(short_config, tmp_path_factory) -> dict[int, tuple[float, dict]]:
    """The last NE and the last checkpoint of trainings with the same seed, by number of workers."""
    found = {}
    for workers in (0, 2):
        runner = train(short_config(**loading(workers)), tmp_path_factory.mktemp('again'))
        ne = runner.message_hub.get_scalar('val/fashionai/NE').current()
        found[workers] = ne, torch.load(latest_checkpoint(runner.work_dir))
    return found


@pytest.mark.parametrize('workers', [0, 2])
def test_a_second_training_ends_with_the_very_same_weights(workers, trainings, whole):
    again = trainings[workers][1]
    for part in ('state_dict', 'ema_state_dict'):
        for name, weight in whole[part].items():
            assert torch.equal(again[part][name], weight), f'{part} {name}'


def test_a_second_training_ends_with_the_same_score(trainings):
    (first, _), (second, _) = trainings.values()
    assert first == second > 0


@pytest.fixture(scope='module')
def tested(steady, tmp_path_factory) -> list[tuple[dict[str, float], np.ndarray]]:
    """Metrics and submitted key points, pixels, of each of :data:`TESTS`."""
    folder = tmp_path_factory.mktemp('tested')
    file = folder / 'submission.csv'
    found = []
    for batch_size, workers in TESTS:
        options = loading(workers) | {'test_dataloader.batch_size': batch_size}
        metrics = evaluate(*steady, folder, submission=file, options=options)
        found.append((metrics, read_submission(file).keypoints))
    return found


def test_batches_and_workers_change_no_score(tested):
    metrics, points = tested[0]
    assert len(np.unique(points.sum(axis=(1, 2)))) == len(points) == 20  # their order matters
    for other, moved in tested[1:]:
        assert other == pytest.approx(metrics, rel=0, abs=1e-4)
        np.testing.assert_allclose(moved, points, atol=1e-3)


def test_batches_change_no_prediction(steady, data_root):
    inferencer = FashionInferencer(*steady, device='cpu')
    one, *others = [inferencer(data_root / 'train', batch_size=size) for size in (1, 3, 16)]
    for found in others:
        assert [each.image for each in found] == [each.image for each in one]
        for got, expected in zip(found, one, strict=True):
            assert got.category == expected.category
            np.testing.assert_allclose(got.keypoints, expected.keypoints, atol=1e-3)
            np.testing.assert_allclose(got.presence, expected.presence, atol=1e-6)
