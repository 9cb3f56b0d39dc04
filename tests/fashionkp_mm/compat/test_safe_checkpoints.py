"""Tests of loading checkpoints as data, against pickles that run code."""

import os
import pickle
import random
import subprocess
import sys
import tarfile
import textwrap
import zipfile

import numpy as np
import pytest
import torch
from mmengine.logging import HistoryBuffer, MessageHub
from mmengine.runner import checkpoint as loaders

from fashionkp_mm.compat import UnsafeCheckpointError, safe_checkpoints


class Code:
    """Its pickle calls ``function`` when it is loaded."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def message_hub():
    """Return what MMEngine stores beside the weights."""
    hub = MessageHub.get_instance('test_checkpoints')
    hub.update_scalar('train/loss', 0.5)
    hub.update_scalar('train/loss', np.float64(0.25))
    hub.update_info('best', np.float32(4.5))
    return hub.state_dict()


def test_checkpoints_of_mmengine_are_loaded(tmp_path):
    path = tmp_path / 'epoch_1.pth'
    weights = {'a': torch.arange(3.0), 'b': torch.tensor([True])}
    meta = dict(
        epoch=1,
        dataset_meta=dict(flip=np.arange(3), sigmas=np.ones(2, np.float32), names=('a', 'b')),
        window=slice(0, 3),
        seen={1, 2},
        text=np.array(['ab', 'c']),
    )
    torch.save(dict(state_dict=weights, meta=meta, message_hub=message_hub()), path)
    loaded = loaders.CheckpointLoader.load_checkpoint(str(path), 'cpu', logger='silent')
    assert torch.equal(loaded['state_dict']['a'], weights['a'])
    np.testing.assert_array_equal(loaded['meta']['dataset_meta']['flip'], [0, 1, 2])
    assert loaded['meta']['window'] == slice(0, 3)
    assert loaded['meta']['text'].tolist() == ['ab', 'c']
    history = loaded['message_hub']['log_scalars']['train/loss']
    assert isinstance(history, HistoryBuffer)
    assert history.mean() == 0.375
    assert loaded['message_hub']['runtime_info']['best'] == 4.5


@pytest.mark.parametrize('module', ['numpy.core.multiarray', 'numpy._core.multiarray'])
def test_arrays_of_either_numpy_are_loaded(module, tmp_path):
    path = tmp_path / 'a.pth'
    torch.save({'x': np.arange(3), 'y': np.float32(2)}, path, _use_new_zipfile_serialization=False)
    here = np.arange(3).__reduce__()[0].__module__
    path.write_bytes(path.read_bytes().replace(here.encode(), module.encode()))
    loaded = safe_checkpoints.load(path)
    assert loaded['x'].tolist() == [0, 1, 2]
    assert loaded['y'] == 2


@pytest.mark.parametrize('zipped', [True, False])
def test_code_is_refused_by_name_and_not_run(zipped, tmp_path):
    path, trace = tmp_path / 'bad.pth', tmp_path / 'trace'
    content = {'state_dict': {}, 'x': Code(os.system, f'touch {trace}')}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(UnsafeCheckpointError, match=r'bad\.pth: refused.*(posix|nt)\.system'):
        loaders.CheckpointLoader.load_checkpoint(str(path), 'cpu', logger='silent')
    assert not trace.exists()


def exploit(trace):
    """Return an object whose pickle gets from the real ``getattr`` to ``exec``.

    Pickles name ``getattr`` to fetch the statistics of a HistoryBuffer. Were it allowed, the
    module that it belongs to would lead to ``exec``, and a function of PyTorch calls its argument.
    """
    builtins = Code(getattr, getattr, '__self__')
    execute = Code(getattr, builtins, 'exec')
    code = f"open({str(trace)!r}, 'w').close()"
    return Code(torch._tensor._rebuild_from_type_v2, execute, torch.Tensor, (code,), {})


def test_getattr_does_not_lead_to_exec(tmp_path):
    path, trace = tmp_path / 'bad.pth', tmp_path / 'trace'
    torch.save({'x': exploit(trace)}, path)
    with pytest.raises(UnsafeCheckpointError, match=r'bad\.pth: refused'):
        loaders.CheckpointLoader.load_checkpoint(str(path), 'cpu', logger='silent')
    assert not trace.exists()


def test_no_argument_or_environment_variable_allows_code(tmp_path, monkeypatch):
    path, trace = tmp_path / 'bad.pth', tmp_path / 'trace'
    torch.save({'x': Code(os.system, f'touch {trace}')}, path)
    monkeypatch.setenv('TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD', '1')
    for arguments in ({}, {'weights_only': False}, {'pickle_module': pickle}):
        with pytest.raises(UnsafeCheckpointError):
            loaders.torch.load(path, **arguments)
    assert not trace.exists()


def test_code_in_a_download_is_refused(tmp_path, monkeypatch):
    from torch.hub import load_state_dict_from_url

    path, trace = tmp_path / 'bad.pth', tmp_path / 'trace'
    torch.save({'x': Code(os.system, f'touch {trace}')}, path)
    address = path.as_uri()
    with pytest.raises(UnsafeCheckpointError, match=r'bad\.pth: refused.*system'):
        loaders.load_from_http(address, model_dir=str(tmp_path / 'cache'), progress=False)
    assert not trace.exists()
    load_state_dict_from_url(address, str(tmp_path / 'cache2'), weights_only=False, progress=False)
    assert trace.exists(), 'the file is harmless: this test proves nothing'


def test_a_file_that_is_not_a_checkpoint_is_refused(tmp_path):
    path = tmp_path / 'notes.pth'
    path.write_bytes(b'hello')
    with pytest.raises(UnsafeCheckpointError, match=r'notes\.pth: not a PyTorch checkpoint'):
        safe_checkpoints.load(path)


@pytest.mark.filterwarnings('ignore')  # PyTorch: TorchScript is deprecated
def test_torchscript_is_refused(tmp_path):
    path = tmp_path / 'program.pth'
    torch.jit.script(torch.nn.Linear(1, 1)).save(path)
    with pytest.raises(UnsafeCheckpointError, match=r'program\.pth: not .*TorchScript') as caught:
        safe_checkpoints.load(path)
    assert 'weights_only=False' not in str(caught.value)


def test_links_in_a_tar_are_not_followed(tmp_path):
    """PyTorch 0.1 saved a tar, whose members are unpacked."""
    path = tmp_path / 'links.pth'
    with tarfile.open(path, 'w') as archive:
        for name in ('storages', 'tensors', 'pickle'):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / 'secret')
            archive.addfile(link)
    with pytest.raises(UnsafeCheckpointError, match=r'links\.pth: not .*\.tar'):
        safe_checkpoints.load(path)
    with zipfile.ZipFile(path, 'a') as archive:  # which other readers look for at the end
        archive.writestr('a/data.pkl', '')
    with pytest.raises(UnsafeCheckpointError, match=r'links\.pth: not .*\.tar'):
        safe_checkpoints.load(path)


@pytest.mark.filterwarnings('ignore:Detected pickle protocol')
@pytest.mark.parametrize('zipped', [True, False])
def test_damaged_files_raise_one_kind_of_error(zipped, tmp_path):
    path, rng = tmp_path / 'a.pth', random.Random(0)
    content = {'state_dict': {'a': torch.arange(9.0)}, 'message_hub': message_hub()}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    whole, refused = path.read_bytes(), 0
    for _ in range(300):
        damaged = bytearray(whole[: rng.choice((len(whole), rng.randrange(len(whole))))])
        for _ in range(min(len(damaged), rng.randrange(4))):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        try:  # the older format has no checksums for numbers
            safe_checkpoints.load(path)
        except UnsafeCheckpointError:
            refused += 1
    assert refused > 150


def test_a_missing_file_is_not_an_unsafe_checkpoint(tmp_path):
    with pytest.raises(FileNotFoundError):
        safe_checkpoints.load(tmp_path / 'missing.pth')


def test_torch_load_itself_is_not_changed():
    assert loaders.torch.load is safe_checkpoints.load
    assert torch.load is not safe_checkpoints.load
    assert loaders.torch.nn is torch.nn


def test_training_resumes(tmp_path):
    """Save and load a checkpoint with MMEngine's Runner, in a fresh process."""
    script = """
        import sys, torch, fashionkp_mm
        from mmengine.model import BaseModel
        from mmengine.runner import Runner

        class Model(BaseModel):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(2, 1)

            def forward(self, x, mode='tensor'):
                return dict(loss=self.layer(x).square().mean())

        for epochs, resume in ((1, False), (2, True)):
            runner = Runner(
                Model(), sys.argv[1], experiment_name=f'e{epochs}', resume=resume,
                train_dataloader=dict(
                    dataset=[dict(x=torch.ones(2))] * 4,
                    batch_size=2, sampler=dict(type='DefaultSampler', shuffle=True),
                    collate_fn=dict(type='default_collate'),
                ),
                train_cfg=dict(by_epoch=True, max_epochs=epochs),
                optim_wrapper=dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=0.1)),
            )
            runner.train()
        print('epochs', runner.epoch)
    """
    result = subprocess.run(
        [sys.executable, '-c', textwrap.dedent(script), str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stdout.endswith('epochs 2\n'), result.stdout + result.stderr
    assert 'resumed epoch: 1' in result.stdout + result.stderr
