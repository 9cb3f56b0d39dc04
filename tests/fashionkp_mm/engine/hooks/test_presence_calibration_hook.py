"""Tests of the calibration of presence after a validation."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from mmengine.logging import MMLogger
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample
from scipy.special import expit

from fashionkp.categories import CATEGORIES
from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import PresenceCalibrationHook, presence_calibration_hook
from fashionkp_mm.models import GarmentHead

JOINT = list(CATEGORIES)


def runner():
    model = torch.nn.Module()
    model.garment_head = GarmentHead(8, JOINT)
    return SimpleNamespace(model=model, logger=MMLogger.get_instance('test'))


def outputs(num, seed=0, *, labelled=True):
    """Yield predictions of a model whose true logits are ``2 * logit - 1``."""
    rng = np.random.default_rng(seed)
    for _ in range(num):
        logits = rng.normal(0, 2, 24)
        visibility = np.where(rng.random(24) < expit(2 * logits - 1), 1, -1)
        row = dict(visibility=visibility, labelled=labelled)
        info = dict(category_id=int(rng.integers(len(JOINT))), raw_ann_info=row)
        sample = PoseDataSample(metainfo=info)
        sample.pred_instances = InstanceData(keypoint_presence_logits=logits[None])
        yield sample


def fitted(samples):
    """Return scale and offsets after a validation on ``samples`` in two batches."""
    hook, run = PresenceCalibrationHook(), runner()
    hook.before_val_epoch(run)
    hook.after_val_iter(run, 0, outputs=samples[: len(samples) // 2])
    hook.after_val_iter(run, 1, outputs=samples[len(samples) // 2 :])
    hook.after_val_epoch(run)
    head = run.model.garment_head
    return head.presence_scale.item(), head.presence_offset.numpy()[head.category_channels.numpy()]


def test_scale_and_offset_of_distorted_logits_are_found():
    scale, offsets = fitted(list(outputs(1500)))
    assert scale == pytest.approx(2, abs=0.1)
    assert offsets.mean() == pytest.approx(-1, abs=0.1)
    assert offsets.std() < 0.3


def test_each_process_fits_on_the_predictions_of_all(monkeypatch):
    samples = list(outputs(60))
    alone = fitted(samples)
    gathered = []

    def gather(predictions):
        gathered.append(predictions)
        return [predictions] if len(gathered) == 1 else [gathered[0], predictions]

    monkeypatch.setattr(presence_calibration_hook, 'all_gather_object', gather)
    fitted(samples[:40])
    scale, offsets = fitted(samples[40:])
    assert scale == pytest.approx(alone[0], rel=1e-5)
    np.testing.assert_allclose(offsets, alone[1], atol=1e-5)


def test_nothing_changes_without_labels_or_without_the_head():
    scale, offsets = fitted(list(outputs(20, labelled=False)))
    assert scale == 1
    assert not offsets.any()
    hook, bare = PresenceCalibrationHook(), SimpleNamespace(model=torch.nn.Module())
    hook.before_val_epoch(bare)
    hook.after_val_iter(bare, 0, outputs=[None])
    hook.after_val_epoch(bare)
    hook.before_save_checkpoint(bare, dict(state_dict={}))


def test_a_second_validation_replaces_the_first():
    hook, run = PresenceCalibrationHook(), runner()
    for seed in (0, 1):
        hook.before_val_epoch(run)
        hook.after_val_iter(run, 0, outputs=list(outputs(30, seed)))
        hook.after_val_epoch(run)
    expected, _ = fitted(list(outputs(30, seed=1)))
    assert run.model.garment_head.presence_scale.item() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize('update_buffers', [False, True])
def test_checkpoints_have_the_calibration_in_averaged_weights_too(
    data_root, tmp_path, update_buffers
):
    cfg = load_config('cpn_small_all')
    ema = dict(type='EMAHook', ema_type='ExponentialMovingAverage', momentum=0.5)
    hooks = [*cfg.custom_hooks, dict(ema, update_buffers=update_buffers)]
    options = {'custom_hooks': hooks, 'train_cfg.max_epochs': 1}
    for loader in ('train_dataloader', 'val_dataloader'):
        options[f'{loader}.dataset.data_root'] = str(data_root)
        options[f'{loader}.dataset.split'] = None
        options[f'{loader}.num_workers'] = 0
        options[f'{loader}.persistent_workers'] = False
    trained = train('cpn_small_all', work_dir=tmp_path, options=options)
    head = trained.model.garment_head
    assert head.presence_scale != 1
    (best,) = tmp_path.glob('best_*.pth')
    for path in (best, tmp_path / 'epoch_1.pth'):  # MMEngine saves that of the best epoch again
        checkpoint = torch.load(path)
        for states in ('state_dict', 'ema_state_dict'):
            offsets = [v for k, v in checkpoint[states].items() if k.endswith('presence_offset')]
            torch.testing.assert_close(offsets, [head.presence_offset], msg=f'{path}: {states}')
