"""MLflow."""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.visualization.vis_backend import MLflowVisBackend
from mmpose.registry import VISBACKENDS

from fashionkp.optional_packages import require
from fashionkp_mm.engine.loggers.run_backend import RunBackend, record_run, recorded_run

_PARAMETERS = ('codec', 'optim_wrapper', 'train_cfg', 'randomness', 'start_from', 'load_from')


@VISBACKENDS.register_module()
class MLflowRunBackend(RunBackend, MLflowVisBackend):
    """Logs to MLflow, to the experiment of ``MLFLOW_EXPERIMENT_NAME``, by default 'fashionkp'.

    The run is named after the work dir, and is where MLflow's own settings say
    (``MLFLOW_TRACKING_URI``); MMEngine's backend writes files, which MLflow refuses today.
    """

    def _init_env(self) -> None:
        mlflow = require('mlflow')
        run_id = recorded_run(self.runner, 'mlflow')
        try:
            mlflow.set_experiment(os.environ.get('MLFLOW_EXPERIMENT_NAME', 'fashionkp'))
            run = mlflow.start_run(run_id, run_name=Path(self.runner.work_dir).name)
        except mlflow.MlflowException as error:
            raise ValueError(
                f'logger mlflow: {mlflow.get_tracking_uri()}: {error}: MLFLOW_TRACKING_URI says '
                'where runs are recorded'
            ) from error
        self._mlflow = mlflow
        if run_id is None:
            record_run(self.runner, 'mlflow', run.info.run_id)
            cfg = self.runner.cfg.to_dict()
            chosen = {key: cfg[key] for key in _PARAMETERS if cfg.get(key) is not None}
            mlflow.log_params(self._flatten(chosen))
            mlflow.log_text(self.runner.cfg.pretty_text, 'config.py')

    def add_image(self, name: str, image: np.ndarray, step: int = 0, **kwargs: Any) -> None:
        """Record an image, (H, W, 3) uint8, RGB."""
        if self._env_initialized:
            self._mlflow.log_image(image, key=name, step=step)

    def close(self) -> None:
        """End the run, as failed if an exception ends the training."""
        if self._env_initialized:
            self._mlflow.end_run('FAILED' if sys.exc_info()[0] else 'FINISHED')
