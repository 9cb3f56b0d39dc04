"""The calibration of the scores of a checkpoint, from the command that needs no training."""

import numpy as np
import pytest
import torch
from random_models import random_model, settings

from fashionkp.synthetic import draw_garment
from fashionkp_mm.apis import FashionInferencer, calibrate_scores
from fashionkp_mm.config import load_config

NAME = 'cpn_small_all'


@pytest.fixture
def config(tmp_path):
    """The config of a small model, which is validated on few drawn garments."""
    cfg = load_config(NAME, settings(NAME))
    cfg.val_dataloader.dataset = dict(
        type='SyntheticGarments',
        num=12,
        seed=1,
        test_mode=True,
        pipeline=cfg.val_dataloader.dataset.pipeline,
    )
    cfg.val_dataloader.num_workers = 0
    cfg.dump(tmp_path / 'small.py')
    return tmp_path / 'small.py'


def test_the_new_checkpoint_differs_in_its_calibration_alone(config, tmp_path):
    old, new = tmp_path / 'old.pth', tmp_path / 'new.pth'
    weights = random_model(NAME).state_dict()
    weights.pop('score_calibration.coefficients')  # as saved by an earlier version
    torch.save(dict(state_dict=weights, meta=dict(epoch=3)), old)
    line = calibrate_scores(config, old, new)
    assert line.startswith('Scores calibrated on ')
    saved = torch.load(new)
    assert saved['meta'] == dict(epoch=3)
    assert saved['state_dict'].pop('score_calibration.coefficients').any()
    torch.testing.assert_close(saved['state_dict'], weights, rtol=0, atol=0)
    image = draw_garment(1, 0).image
    before, after = (FashionInferencer(config, path, 'cpu')(image)[0] for path in (old, new))
    np.testing.assert_array_equal(before.keypoints, after.keypoints)
    assert np.abs(before.scores - after.scores).max() > 0.01
    # a random model is hardly ever right
    assert after.scores.mean() < 0.3
