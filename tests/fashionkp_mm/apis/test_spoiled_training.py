"""Tests of a loss that is not finite: training stops and can be resumed."""

import pytest
import torch
from mmcv.transforms import BaseTransform
from mmpose.registry import TRANSFORMS

from fashionkp_mm.apis import train
from fashionkp_mm.checkpoints.latest import latest_checkpoint

pytestmark = pytest.mark.faults(alone=True)  # half a minute


class SpoilTargets(BaseTransform):
    """Sets the targets of one image to NaN, in the second epoch."""

    epoch = 0

    def transform(self, results: dict) -> dict:
        if results['raw_ann_info']['location'].endswith(':15') and SpoilTargets.epoch:
            results['heatmaps'] = results['heatmaps'] * float('nan')
        return results


def test_training_stops_with_the_rows_and_resumes_from_finite_weights(
    skirt_options, tmp_path, monkeypatch
):
    monkeypatch.setitem(TRANSFORMS._module_dict, 'SpoilTargets', SpoilTargets)
    *steps, pack = skirt_options['train_dataloader.dataset.pipeline']
    pipeline = [*steps, dict(type='SpoilTargets'), pack]
    options = {**skirt_options, 'train_dataloader.dataset.pipeline': pipeline}
    train('cpn_small_skirt', tmp_path, options={**options, 'train_cfg.max_epochs': 1})
    SpoilTargets.epoch = 1
    with pytest.raises(
        ValueError, match=r'the loss is not finite at step [34] \(loss nan'
    ) as raised:
        train('cpn_small_skirt', tmp_path, resume=True, options=options)
    first, *images = str(raised.value).splitlines()
    assert 'epoch_1.pth' in first
    assert len(images) == 2
    assert any('train.csv:15: ' in image for image in images)
    assert latest_checkpoint(tmp_path).name == 'epoch_1.pth'
    weights = torch.load(tmp_path / 'epoch_1.pth')['state_dict']
    assert all(weight.isfinite().all() for weight in weights.values())
    runner = train('cpn_small_skirt', tmp_path, resume=True, options=skirt_options)
    assert runner.iter == 4
