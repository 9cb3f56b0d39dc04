"""Calibration of the scores of a trained model."""

from pathlib import Path

import torch
from mmengine.runner import CheckpointLoader

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.progress import progress_bar
from fashionkp_mm.apis.garment_runner import GarmentRunner
from fashionkp_mm.apis.runs import set_persistent_workers
from fashionkp_mm.checkpoints.loading import (
    SCORE_CALIBRATION,
    load_garment_model,
    require_checkpoint,
)
from fashionkp_mm.checkpoints.metadata import state_dict_of
from fashionkp_mm.compat.devices import available_device
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import ScoreCalibrationHook


def calibrate_scores(config: str | Path, checkpoint: str | Path, out: str | Path) -> str:
    """Write a checkpoint with calibrated scores, as each validation of a training fits them.

    Args:
        config: Path of a config, or the name of a config of the package, for whose validation
            split the calibration is fitted.
        checkpoint: Path of the checkpoint.
        out: Path of the new checkpoint, which may be the same.

    Returns:
        A line about the fit.

    Raises:
        FileNotFoundError: If the config or the checkpoint does not exist.
        ValueError: If the checkpoint is of another model.
    """
    cfg = load_config(config)
    set_persistent_workers(cfg)
    model = load_garment_model(cfg, require_checkpoint(checkpoint), available_device(None))
    hook = ScoreCalibrationHook()
    observations: list = []
    loader = GarmentRunner.build_dataloader(cfg.val_dataloader)
    with torch.no_grad():
        for batch in progress_bar(loader, total=len(loader), unit='batch'):
            observations += hook.observe(model, model.val_step(batch))
    line = hook.fit(model.score_calibration, observations)
    content = CheckpointLoader.load_checkpoint(str(checkpoint), 'cpu', logger='silent')
    weights = state_dict_of(content, str(checkpoint))
    weights[SCORE_CALIBRATION] = model.score_calibration.coefficients.cpu()
    with atomic_write(out, 'wb') as file:
        torch.save(content, file)
    return line
