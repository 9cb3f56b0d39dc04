"""Tests of what calibrations have in common: which samples, which processes, which checkpoints."""

from types import SimpleNamespace

import pytest
import torch
from mmengine.logging import MMLogger
from mmpose.structures import PoseDataSample

from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import calibration_hook
from fashionkp_mm.engine.hooks.calibration_hook import CalibrationHook


class SumHook(CalibrationHook):
    """Fits the sum of the samples' numbers."""

    part = 'part'
    buffers = ('total',)

    def observation(self, model, sample):
        return sample.metainfo['number']

    def fit(self, part, observations):
        part.total.fill_(sum(observations))
        return 'fitted'


@pytest.fixture
def run():
    model = torch.nn.Module()
    model.part = torch.nn.Module()
    model.part.register_buffer('total', torch.zeros(()))
    return SimpleNamespace(model=model, logger=MMLogger.get_instance('test'))


def validate(hook, run, *batches, labelled=True):
    hook.before_val_epoch(run)
    for index, numbers in enumerate(batches):
        rows = [dict(number=n, raw_ann_info=dict(labelled=labelled)) for n in numbers]
        hook.after_val_iter(run, index, outputs=[PoseDataSample(metainfo=row) for row in rows])
    hook.after_val_epoch(run)
    return float(run.model.part.total)


def test_each_validation_is_fitted_on_its_own_samples(run):
    hook = SumHook()
    assert validate(hook, run, [1, 2], [4]) == 7
    assert validate(hook, run, [8]) == 8


def test_without_labels_the_last_fit_stays(run):
    hook = SumHook()
    validate(hook, run, [3])
    assert validate(hook, run, [8], labelled=False) == 3


def test_each_process_fits_on_the_samples_of_all(run, monkeypatch):
    monkeypatch.setattr(calibration_hook, 'all_gather_object', lambda mine: [mine, [100]])
    assert validate(SumHook(), run, [1, 2]) == 103


def test_models_without_the_part_are_ignored():
    hook, bare = SumHook(), SimpleNamespace(model=torch.nn.Module())
    hook.before_val_epoch(bare)
    hook.after_val_iter(bare, 0, outputs=[None])
    hook.after_val_epoch(bare)
    hook.before_save_checkpoint(bare, dict(state_dict={}))


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
    scores = trained.model.score_calibration
    assert head.presence_scale != 1
    assert scores.is_fitted
    (best,) = tmp_path.glob('best_*.pth')
    for path in (best, tmp_path / 'epoch_1.pth'):  # MMEngine saves that of the best epoch again
        checkpoint = torch.load(path)
        for states in ('state_dict', 'ema_state_dict'):
            for name, value in (
                ('garment_head.presence_offset', head.presence_offset),
                ('score_calibration.coefficients', scores.coefficients),
            ):
                saved = [v for k, v in checkpoint[states].items() if k.endswith(name)]
                torch.testing.assert_close(saved, [value], msg=f'{path}: {states}: {name}')
