"""Loggers of a training: TensorBoard, Weights & Biases and MLflow."""

from collections.abc import Iterable

from mmengine.config import Config

from fashionkp.optional_packages import check_installed
from fashionkp_mm.engine.loggers.mlflow_backend import MLflowRunBackend
from fashionkp_mm.engine.loggers.run_backend import RunBackend
from fashionkp_mm.engine.loggers.tensorboard_backend import TensorboardRunBackend
from fashionkp_mm.engine.loggers.wandb_backend import WandbRunBackend

__all__ = [
    'LOGGERS',
    'MLflowRunBackend',
    'RunBackend',
    'TensorboardRunBackend',
    'WandbRunBackend',
    'add_loggers',
]

LOGGERS: dict[str, type[RunBackend]] = {
    'tensorboard': TensorboardRunBackend,
    'wandb': WandbRunBackend,
    'mlflow': MLflowRunBackend,
}
"""The backend of each logger, by the name of its package."""


def add_loggers(cfg: Config, names: Iterable[str]) -> None:
    """Add loggers to the config of a training, and the hook that starts them.

    Args:
        cfg: The config, which is changed.
        names: Keys of :data:`LOGGERS`; one that the config has already is not added again.

    Raises:
        ValueError: If a logger is unknown.
        MissingPackage: If the package of one is not installed.
    """
    for name in names:
        if name not in LOGGERS:
            raise ValueError(f'logger {name!r}: expected one of {", ".join(LOGGERS)}')
        check_installed(name)
        backend = dict(type=LOGGERS[name].__name__)
        backends = cfg.visualizer.setdefault('vis_backends', [])
        if backend['type'] not in [other.type for other in backends]:
            cfg.visualizer.vis_backends = [*backends, backend]
        cfg.default_hooks.run_loggers = dict(type='RunLoggersHook')
