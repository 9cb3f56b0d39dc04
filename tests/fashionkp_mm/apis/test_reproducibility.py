"""Tests of reproducibility: trainings with one seed; batch sizes and workers in testing.

Two processes are tested in ../engine/test_distributed.py, exported models in ../export.
"""

import numpy as np
import pytest
import torch

from fashionkp.annotations import read_submission
from fashionkp_mm.apis import FashionInferencer, evaluate, train
from fashionkp_mm.checkpoints.latest import latest_checkpoint

LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
TESTS = [(1, 0), (3, 0), (16, 0), (3, 2)]
"""Batch size and workers of each test; the others are compared with the first."""


def loading(workers: int) -> dict:
    """Return the settings of all loaders, by dotted key."""
    settings = dict(num_workers=workers, persistent_workers=workers > 0)
    return {f'{loader}.{key}': value for loader in LOADERS for key, value in settings.items()}


@pytest.fixture(scope='module')
def trainings(short_config, tmp_path_factory) -> dict[int, tuple[float, dict]]:
    """Return the last NE and checkpoint of trainings with one seed, by number of workers."""
    results = {}
    for workers in (0, 2):
        runner = train(short_config(**loading(workers)), tmp_path_factory.mktemp('again'))
        ne = runner.message_hub.get_scalar('val/fashionai/NE').current()
        results[workers] = ne, torch.load(latest_checkpoint(runner.work_dir))
    return results


@pytest.mark.parametrize('workers', [0, 2])
def test_trainings_with_one_seed_have_equal_weights(workers, trainings, whole):
    checkpoint = trainings[workers][1]
    for part in ('state_dict', 'ema_state_dict'):
        for name, weight in whole[part].items():
            assert torch.equal(checkpoint[part][name], weight), f'{part} {name}'


def test_trainings_with_one_seed_have_the_same_score(trainings):
    (first, _), (second, _) = trainings.values()
    assert first == second > 0


@pytest.fixture(scope='module')
def tested(steady, tmp_path_factory) -> list[tuple[dict[str, float], np.ndarray]]:
    """Return the metrics and submitted key points, pixels, of each of :data:`TESTS`."""
    folder = tmp_path_factory.mktemp('tested')
    file = folder / 'submission.csv'
    results = []
    for batch_size, workers in TESTS:
        options = loading(workers) | {'test_dataloader.batch_size': batch_size}
        metrics = evaluate(*steady, folder, submission=file, options=options)
        results.append((metrics, read_submission(file).keypoints))
    return results


def test_the_score_does_not_depend_on_batches_and_workers(tested):
    metrics, points = tested[0]
    assert len(np.unique(points.sum(axis=(1, 2)))) == len(points) == 20  # their order matters
    for other_metrics, other_points in tested[1:]:
        assert other_metrics == pytest.approx(metrics, rel=0, abs=1e-4)
        np.testing.assert_allclose(other_points, points, atol=1e-3)


def test_predictions_do_not_depend_on_batches(steady, data_root):
    inferencer = FashionInferencer(*steady, device='cpu')
    single, *batched = [inferencer(data_root / 'train', batch_size=size) for size in (1, 3, 16)]
    for predictions in batched:
        for prediction, expected in zip(predictions, single, strict=True):
            assert prediction.image == expected.image
            assert prediction.category == expected.category
            np.testing.assert_allclose(prediction.keypoints, expected.keypoints, atol=1e-3)
            np.testing.assert_allclose(prediction.presence, expected.presence, atol=1e-6)
