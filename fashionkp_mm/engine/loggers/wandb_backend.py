"""Weights & Biases."""

import os
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from mmengine.visualization.vis_backend import WandbVisBackend
from mmpose.registry import VISBACKENDS

from fashionkp.optional_packages import require
from fashionkp_mm.engine.loggers.run_backend import RunBackend, record_run, recorded_run

_STEP = 'iteration'  # the axis of all charts; W&B's own counts the calls of log()


@VISBACKENDS.register_module()
class WandbRunBackend(RunBackend, WandbVisBackend):
    """Logs to Weights & Biases, to the project of ``WANDB_PROJECT``, by default 'fashionkp'.

    The run is named after the work dir. With ``WANDB_MODE=offline`` it stays in the folder
    ``wandb`` of the work dir. Unlike MMEngine's backend, it does not upload code.
    """

    def _init_env(self) -> None:
        wandb = require('wandb')
        run_id = recorded_run(self.runner, 'wandb') or uuid4().hex[:8]
        try:
            wandb.init(
                project=os.environ.get('WANDB_PROJECT', 'fashionkp'),
                name=Path(self.runner.work_dir).name,
                id=run_id,
                resume='allow',
                dir=self.runner.work_dir,
                config=self.runner.cfg.to_dict(),
                allow_val_change=True,
            )
        except wandb.Error as error:
            raise ValueError(
                f'logger wandb: {error}: "wandb login", or WANDB_MODE=offline for no account'
            ) from error
        record_run(self.runner, 'wandb', run_id)
        wandb.define_metric(_STEP, hidden=True)
        wandb.define_metric('*', step_metric=_STEP)
        self._wandb = wandb

    def log(self, scalars: dict[str, Any], step: int) -> None:
        """Record scalars."""
        self._wandb.log({**scalars, _STEP: step})

    def add_image(self, name: str, image: np.ndarray, step: int = 0, **kwargs: Any) -> None:
        """Record an image, (H, W, 3) uint8, RGB."""
        if self._env_initialized:
            self._wandb.log({name: self._wandb.Image(image), _STEP: step})

    def close(self) -> None:
        """End the run, as failed if an exception ends the training."""
        if self._env_initialized:
            self._wandb.finish(exit_code=int(sys.exc_info()[0] is not None))
