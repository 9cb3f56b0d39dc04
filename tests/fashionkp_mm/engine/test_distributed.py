"""Tests of two processes on a CPU, and of the launchers."""

import json
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config

from fashionkp.annotations import read_submission
from fashionkp_mm.apis import evaluate
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.distributed import _rank_variables, process_group

BATCH, EPOCHS = 2, 2
FITTED = ('garment_head.presence_', 'score_calibration.')
"""Weights that the validation fits, after the checkpoint of its epoch is saved."""


def start_two(*arguments: str | Path) -> subprocess.CompletedProcess:
    script = Path(__file__).with_name('two_processes.py')
    launch = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2']
    command = [*launch, script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=400)


@pytest.fixture(scope='module')
def two(short_config, steady, tmp_path_factory):
    """The output folder of two processes, and the notes of each."""
    folder = tmp_path_factory.mktemp('two')
    result = start_two(short_config(), folder, *steady)
    assert result.returncode == 0, result.stderr
    return folder, [json.loads((folder / f'process_{rank}.json').read_text()) for rank in (0, 1)]


def test_two_processes_score_like_one(two, steady, tmp_path):
    folder, notes = two
    file = tmp_path / 'submission.csv'
    options = {'test_dataloader.dataset.indices': 19, 'test_dataloader.batch_size': 1}
    metrics = evaluate(*steady, tmp_path, submission=file, options=options)
    predictions, expected = read_submission(folder / 'uneven.csv'), read_submission(file)
    assert [*predictions.image_ids] == [*expected.image_ids]
    np.testing.assert_allclose(predictions.keypoints, expected.keypoints, atol=1e-3)
    assert notes[0]['metrics']['uneven'] == pytest.approx(metrics, rel=0, abs=1e-4)
    assert notes[1]['metrics'] == notes[0]['metrics']
    assert json.loads((folder / 'uneven.json').read_text()) == notes[0]['metrics']['uneven']


@pytest.mark.parametrize(('name', 'images'), [('batches', 19), ('one', 1)])
def test_each_image_is_predicted_once(two, table, name, images):
    folder, _ = two
    expected = [*table.image_ids[:images]]
    assert [*read_submission(folder / f'{name}.csv').image_ids] == expected
    samples = pickle.loads((folder / f'{name}.pkl').read_bytes())
    assert [sample['raw_ann_info']['image_id'] for sample in samples] == expected


def test_in_an_epoch_each_image_goes_to_one_process(two, table):
    _, notes = two
    assert [note['processes'] for note in notes] == [2, 2]
    assert [note['steps'] for note in notes] == [EPOCHS * len(table) / (2 * BATCH)] * 2
    orders = [note['seen'] for note in notes]
    assert [len(order) for order in orders] == [EPOCHS, EPOCHS]
    for first, second in zip(*orders, strict=True):
        assert len(first) == len(second)
        assert sorted(first + second) == sorted(table.image_ids)
    assert orders[0][0] != orders[0][1]


def test_both_processes_end_with_the_saved_model(two):
    folder, _ = two
    first, second = (torch.load(folder / f'process_{rank}.pth') for rank in (0, 1))
    saved = torch.load(latest_checkpoint(folder / 'train'))
    beside = {name.removeprefix('module.'): w for name, w in saved['ema_state_dict'].items()}
    for kind, file in dict(trained=beside, averaged=saved['state_dict']).items():
        assert first[kind].keys() == second[kind].keys() <= file.keys()
        for name, value in first[kind].items():
            assert torch.equal(second[kind][name], value), f'{kind} {name}'
            if not name.startswith(FITTED):
                assert torch.equal(file[name], value), f'{kind} {name}'
    means = [name for name in first['trained'] if name.endswith('running_mean')]
    assert any((first['trained'][name] != first['averaged'][name]).any() for name in means)


def test_the_learning_rate_is_scaled_by_the_images_of_all_processes(two):
    cfg = load_config('cpn_small_all')
    expected = cfg.optim_wrapper.optimizer.lr * 2 * BATCH / cfg.auto_scale_lr.base_batch_size
    assert [note['lr'] for note in two[1]] == [pytest.approx(expected)] * 2


def test_an_error_in_one_process_ends_both(short_config, tmp_path):
    start = time.monotonic()
    result = start_two(short_config(), tmp_path)
    assert result.returncode != 0
    assert 'injected failure' in result.stderr
    assert time.monotonic() - start < 300  # gloo would wait for half an hour


def test_one_process_joins_no_group():
    cfg = Config(dict(launcher='none', val_evaluator=dict(type='NormalizedError')))
    with process_group(cfg):
        assert not torch.distributed.is_initialized()
    assert cfg.to_dict() == dict(launcher='none', val_evaluator=dict(type='NormalizedError'))


@pytest.mark.parametrize(
    ('launcher', 'reason'),
    [
        ('pytorch', r'RANK, WORLD_SIZE not set; start with torchrun'),
        ('slurm', r'SLURM_PROCID, SLURM_LOCALID, SLURM_NTASKS not set; start with srun'),
        ('mpi', r'OMPI_COMM_WORLD_RANK, .* start with mpirun'),
        ('ray', r"'ray': expected 'none', 'pytorch', 'slurm', 'mpi'"),
    ],
)
def test_variables_that_a_launcher_has_not_set_are_named(launcher, reason, monkeypatch):
    monkeypatch.setenv('LOCAL_RANK', '0')
    with pytest.raises(ValueError, match=reason), process_group(Config(dict(launcher=launcher))):
        pass


SLURM = dict(SLURM_PROCID='5', SLURM_LOCALID='1', SLURM_NTASKS='8', SLURM_NODELIST='n[3-6]')
MPI = dict(
    OMPI_COMM_WORLD_RANK='1',
    OMPI_COMM_WORLD_LOCAL_RANK='1',
    OMPI_COMM_WORLD_SIZE='2',
    OMPI_COMM_WORLD_LOCAL_SIZE='2',
)


@pytest.fixture
def environment_of(monkeypatch, tmp_path):
    """Return a function from a launcher's variables to those that PyTorch gets."""
    for name in ('RANK', 'LOCAL_RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT'):
        monkeypatch.delenv(name, raising=False)
    scontrol = tmp_path / 'scontrol'
    scontrol.write_text('#!/bin/sh\n[ "$*" = "show hostnames n[3-6]" ] && printf "n3\\nn4\\n"\n')
    scontrol.chmod(0o755)
    monkeypatch.setenv('PATH', f'{tmp_path}{os.pathsep}{os.environ["PATH"]}')

    def environment(launcher, **variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        names = ('RANK', 'LOCAL_RANK', 'WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT')
        variables = _rank_variables(launcher)
        return tuple(variables[name] for name in names)

    return environment


def test_slurm_gives_the_ranks_and_the_first_machine(environment_of):
    assert environment_of('slurm', **SLURM) == ('5', '1', '8', 'n3', '29500')


def test_mpi_on_one_machine_needs_no_address(environment_of):
    assert environment_of('mpi', **MPI) == ('1', '1', '2', '127.0.0.1', '29500')


def test_mpi_on_several_machines_needs_an_address(environment_of):
    with pytest.raises(ValueError, match='set MASTER_ADDR'):
        environment_of('mpi', **MPI | dict(OMPI_COMM_WORLD_SIZE='4'))


@pytest.mark.parametrize(('launcher', 'variables'), [('slurm', SLURM), ('mpi', MPI)])
def test_a_given_address_is_used(environment_of, launcher, variables):
    chosen = dict(MASTER_ADDR='10.0.0.7', MASTER_PORT='4000')
    assert environment_of(launcher, **variables, **chosen)[3:] == ('10.0.0.7', '4000')
