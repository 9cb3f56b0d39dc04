"""TensorBoard."""

from pathlib import Path

from mmengine.visualization.vis_backend import TensorboardVisBackend
from mmpose.registry import VISBACKENDS

from fashionkp_mm.engine.loggers.run_backend import RunBackend


@VISBACKENDS.register_module()
class TensorboardRunBackend(RunBackend, TensorboardVisBackend):
    """Writes events to the folder ``tensorboard`` of the work dir, for all runs of a training."""

    def _init_env(self) -> None:
        from torch.utils.tensorboard import SummaryWriter

        done = self.runner.iter
        # TensorBoard hides what an interrupted run has written from this step on
        self._tensorboard = SummaryWriter(
            str(Path(self.runner.work_dir, 'tensorboard')), purge_step=done + 1 if done else 0
        )
        config = self.runner.cfg.pretty_text.replace('\n', '\n    ')
        self._tensorboard.add_text('config', f'    {config}', done)  # Markdown, as code
