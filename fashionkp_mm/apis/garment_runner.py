"""MMEngine's runner, with the data checked first and a quiet start."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.runner import BaseLoop, Runner
from mmengine.runner.checkpoint import weights_to_cpu
from torch.utils.data import DataLoader

from fashionkp_mm.checkpoints.metadata import require_training_state, state_dict_of
from fashionkp_mm.checkpoints.transfer import transfer_weights
from fashionkp_mm.engine.worker_setup import set_up_workers


class GarmentRunner(Runner):
    """MMEngine's runner for trainings.

    - Data loaders are built before the model, so that an error in the data is reported at once.
    - What MMEngine logs before training, such as the environment, the config and the list of
      hooks, goes to the log file alone; warnings go to the terminal too.
    - Workers end if they cannot work, see :mod:`fashionkp_mm.engine.worker_setup`.
    """

    LOADERS: tuple[str, ...] = ('train', 'val')
    start: Mapping[str, Any] | None = None
    """Checkpoint whose weights the training starts with, see :func:`read_checkpoint`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._quiet: dict[logging.Handler, int] = {}
        super().__init__(*args, **kwargs)
        for handler, level in self._quiet.items():
            handler.setLevel(level)

    def build_model(self, model: Any) -> Any:
        """Build the data loaders, then the model."""
        for name in self.LOADERS:
            key = f'_{name}_dataloader'
            if isinstance(getattr(self, key), dict):
                loader = self.build_dataloader(
                    getattr(self, key),
                    seed=self.seed,
                    diff_rank_seed=self._randomness_cfg.get('diff_rank_seed', False),
                )
                setattr(self, key, loader)
        return super().build_model(model)

    @staticmethod
    def build_dataloader(dataloader: Any, *args: Any, **kwargs: Any) -> DataLoader:
        """Build a data loader whose workers end if they cannot work."""
        is_built = isinstance(dataloader, DataLoader)
        loader = Runner.build_dataloader(dataloader, *args, **kwargs)
        return loader if is_built else set_up_workers(loader)

    def call_hook(self, fn_name: str, **kwargs: Any) -> None:
        """Call the hooks; those for a loaded checkpoint find its weights as ``state_dict``.

        Weights that hooks put into a checkpoint to be saved are moved to the CPU, so that any
        machine can load it: averaged ones come from the device.

        Raises:
            ValueError: If the loaded file is not a checkpoint, or has no state to resume.
        """
        if fn_name == 'after_load_checkpoint':
            checkpoint, source = kwargs['checkpoint'], str(self._load_from)
            weights = state_dict_of(checkpoint, source)
            if self._resume:
                require_training_state(checkpoint, source)
            if weights is checkpoint:  # a bare state dict
                kwargs['checkpoint'] = dict(state_dict=weights)
        super().call_hook(fn_name, **kwargs)
        if fn_name == 'before_save_checkpoint':
            for key in {'state_dict', 'ema_state_dict'} & {*kwargs['checkpoint']}:
                kwargs['checkpoint'][key] = weights_to_cpu(kwargs['checkpoint'][key])

    def load_or_resume(self) -> None:
        """Load the weights, and note the step at which training starts."""
        super().load_or_resume()
        if self.start is not None:
            transfer = transfer_weights(self.model, self.start, self.cfg.start_from)
            self.logger.info(transfer.summary())
            self.message_hub.update_info('start_from', transfer.headline())
            self.start = None
        if isinstance(self._train_loop, BaseLoop):
            self.first_iter = self.iter

    def _log_env(self, env_cfg: dict) -> None:
        for handler in self.logger.handlers:
            if not isinstance(handler, logging.FileHandler):
                self._quiet[handler] = handler.level
                handler.setLevel(max(handler.level, logging.WARNING))
        super()._log_env(env_cfg)


class GarmentTestRunner(GarmentRunner):
    """The runner for tests, which leaves the config of the training in the work dir."""

    LOADERS = ('test',)

    def dump_config(self) -> None:
        """Write the config of the test to its log folder."""
        self.cfg.dump(Path(self._log_dir, Path(self.cfg.filename or 'config.py').name))
