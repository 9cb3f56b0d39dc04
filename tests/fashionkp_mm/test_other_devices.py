"""Training and prediction on another device than the CPU: a GPU, or the second device of tests.

On a GPU, sums have another order, and float32 numbers differ in the seventh digit; a training step
divides gradients by their size, so that weights whose gradient is mere rounding move apart. The
loss of the first step is therefore compared within 0.1 %, those of the next, that differed by 2.8 %
through the order of memory alone, within 20 %, and key points within 0.05 px. Trainings start
from the same weights: random ones are made on the device, whose generator is another.
"""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.dataset import pseudo_collate
from mmpose.apis import inference_topdown, init_model
from random_models import random_model, save_random_weights, settings
from second_device import SECOND, second_device

from fashionkp.categories import CATEGORIES
from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.engine.hooks import ChannelsLastHook
from fashionkp_mm.inference.inferencer import FashionInferencer

ROOT = Path(__file__).parents[2]
CUDA = pytest.param('cuda', marks=pytest.mark.gpu)
LOSS_TOLERANCE = 0.001  # relative, float32
LATER_TOLERANCE = 0.2  # of the steps after the first
MIXED_TOLERANCE = 0.05  # bfloat16 has eight bits: 0.4 % in each of some tens of layers
PIXELS = 0.05
FAMILIES = ('cpn_small_all', 'hourglass4_skirt', 'regression_r50_all', 'rtmpose_m_skirt')


@contextmanager
def running_on(device: str) -> Iterator[None]:
    """Let MMEngine use a device, in float32 of 24 bits; PyTorch's default on GPUs is TF32."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr('mmengine.device.utils.DEVICE', device)
        patch.setattr(torch.backends.cudnn, 'allow_tf32', False)
        if device == SECOND:  # whose tensors reach the CPU's kernels
            # torch.optim deletes its name 'optimizer'
            optimizer = importlib.import_module('torch.optim.optimizer')
            name = '_get_fused_kernels_supported_devices'
            patch.setattr(optimizer, name, lambda: ['cpu', SECOND])
            patch.setattr(ChannelsLastHook.__init__, '__defaults__', (('cpu', SECOND), None))
        with second_device() if device == SECOND else nullcontext():
            yield


@pytest.fixture(scope='module')
def config(short_config, tmp_path_factory):
    """The short training, for an epoch, from given weights."""
    path = tmp_path_factory.mktemp('start') / 'start.pth'
    weights = save_random_weights(load_config(short_config()), path)
    return short_config(**{'train_cfg.max_epochs': 1, 'load_from': str(weights)})


@pytest.fixture(scope='module')
def expected(config, tmp_path_factory):
    """Losses of the steps on the CPU, in float32."""
    return step_losses(train(config, tmp_path_factory.mktemp('cpu')))


@pytest.fixture(scope='module', params=[SECOND, CUDA])
def trained_on(request, config, tmp_path_factory):
    """Device, losses and checkpoint of the training, with averaged weights."""
    work_dir = tmp_path_factory.mktemp('on_device')
    with running_on(request.param):
        runner = train(config, work_dir)
        assert next(runner.model.parameters()).device.type == request.param
    checkpoint = latest_checkpoint(work_dir)
    return SimpleNamespace(device=request.param, losses=step_losses(runner), checkpoint=checkpoint)


def step_losses(runner) -> np.ndarray:
    """Return the loss of each step."""
    return runner.message_hub.log_scalars['train/loss'].data[0]


def require_close(losses: np.ndarray, expected: np.ndarray, first: float) -> None:
    """Compare the loss of the first step, within a relative tolerance, and those of the others."""
    np.testing.assert_allclose(losses[0], expected[0], rtol=first)
    np.testing.assert_allclose(losses, expected, rtol=LATER_TOLERANCE)


def test_losses_are_those_on_the_cpu(trained_on, expected):
    require_close(trained_on.losses, expected, LOSS_TOLERANCE)


def test_the_checkpoint_is_on_the_cpu(trained_on):
    saved = torch.load(trained_on.checkpoint)  # each tensor where it was saved
    assert {weight.device.type for weight in saved['state_dict'].values()} == {'cpu'}
    moments = [part['exp_avg'] for part in saved['optimizer']['state'].values()]
    assert moments
    assert {moment.device.type for moment in moments} == {'cpu'}


def test_predictions_are_those_on_the_cpu(trained_on, config):
    image = np.random.default_rng(5).integers(0, 256, (80, 60, 3), dtype=np.uint8)
    weights, found = trained_on.checkpoint, {}
    for device in ('cpu', trained_on.device):
        with running_on(device):
            garments = FashionInferencer(weights=weights, device=device, refine_crop=True)(image)
            model = init_model(str(config), str(weights), device=device)
            (sample,) = inference_topdown(model, image)
        found[device] = np.concatenate([garments[0].keypoints, sample.pred_instances.keypoints[0]])
    there, here = found.values()
    distances = np.linalg.norm(here - there, axis=1)
    # nearly flat heatmaps: rounding may move a maximum to another cell
    assert np.quantile(distances, 0.9) < PIXELS


@pytest.mark.parametrize('device', [SECOND, CUDA])
def test_the_mean_of_the_last_epochs_is_trained_on_the_device(device, config, tmp_path):
    with running_on(device):
        runner = train(config, tmp_path, average='swa')
    (averaged,) = (hook for hook in runner.hooks if hasattr(hook, 'ema_model'))
    assert int(averaged.ema_model.steps) == 1
    assert next(averaged.ema_model.parameters()).device.type == device


@pytest.mark.filterwarnings('ignore:.torch.cuda.amp.autocast')
@pytest.mark.parametrize('device', [SECOND, CUDA])
@pytest.mark.parametrize('name', FAMILIES)
def test_losses_and_gradients_of_each_family(name, device, data_root):
    cfg = load_config(name, settings(name))
    part = dict(data_root=str(data_root), ann_file='train', split=None)
    category = list(CATEGORIES) if name.endswith('_all') else name.rsplit('_', 1)[1]
    pipeline = cfg.train_dataloader.dataset.pipeline
    data = FashionAIDataset(category=category, pipeline=pipeline, **part)
    batch = pseudo_collate([data[i] for i in range(0, len(data), 2)])
    losses, gradients = {}, {}
    for place in ('cpu', device):
        with running_on(place):
            model = random_model(name).train().to(place)
            inputs = model.data_preprocessor(batch, training=True)
            assert inputs['inputs'].device.type == place
            total, parts = model.parse_losses(model(**inputs, mode='loss'))
            total.backward()
            losses[place] = {key: value.item() for key, value in parts.items()}
            gradients[place] = model.garment_head.presence.weight.grad.cpu()
    assert losses[device] == pytest.approx(losses['cpu'], rel=1e-3)
    torch.testing.assert_close(gradients[device], gradients['cpu'], rtol=1e-3, atol=1e-6)


@pytest.mark.filterwarnings('ignore:mixed precision is not faster')
@pytest.mark.parametrize('device', ['cpu', CUDA])
def test_mixed_precision_has_nearly_the_losses_of_float32(device, config, expected, tmp_path):
    with running_on(device):
        runner = train(config, tmp_path, amp=True)
    require_close(step_losses(runner), expected, MIXED_TOLERANCE)
    assert next(runner.model.parameters()).dtype == torch.float32


@pytest.mark.parametrize('device', [pytest.param('cpu', marks=pytest.mark.slow), CUDA])
def test_one_process_of_a_distributed_training(device, config, expected, tmp_path):
    launch = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=1']
    command = [*launch, ROOT / 'tools' / 'train.py', config, '--work-dir', tmp_path]
    with pytest.MonkeyPatch.context() as patch:
        if device == 'cpu':
            patch.setenv('CUDA_VISIBLE_DEVICES', '-1')
        done = subprocess.run(
            [*command, '--launcher', 'pytorch'], capture_output=True, text=True, timeout=600
        )
    assert done.returncode == 0, done.stderr
    saved = torch.load(latest_checkpoint(tmp_path))['message_hub']['log_scalars']['train/loss']
    # TF32, PyTorch's default, has ten bits
    require_close(saved.data[0], expected, MIXED_TOLERANCE)
