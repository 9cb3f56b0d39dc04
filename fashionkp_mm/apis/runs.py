"""Setup and cleanup of runs, for training and testing."""

import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from mmengine.config import Config
from mmengine.device import get_device
from mmengine.runner import BaseLoop

from fashionkp_mm.config_files import config_path

_OF_CONFIG = re.compile(
    r'is not in the .* registry|'
    r'__init__\(\) (got an unexpected keyword argument|missing \d+ required)'
)
_RUNS = itertools.count(1)
"""Numbers of the runs of this process."""


def set_work_dir(cfg: Config, config: str | Path, work_dir: str | Path | None) -> None:
    """Set the folder of the results in a config.

    Args:
        cfg: The config.
        config: Path or name of the config.
        work_dir: The folder; by default that in the config, else one named after the config.
    """
    if work_dir is not None:
        cfg.work_dir = str(work_dir)
    elif cfg.get('work_dir') is None:
        cfg.work_dir = str(Path('work_dirs') / config_path(config).stem)


def separate_run(cfg: Config) -> None:
    """Give a run an experiment name and a visualizer of its own, so that it logs to its own folder.

    MMEngine looks up loggers and message hubs by the name of the experiment, which two runs of one
    config share if they start in the same second, and visualizers by their name: that of an earlier
    run of the process would write to the folder of the earlier run.
    """
    number = next(_RUNS)
    if number > 1:
        name = cfg.get('experiment_name') or Path(cfg.filename or 'run').stem
        cfg.experiment_name = f'{name}_{number}'
    if cfg.get('visualizer'):
        cfg.visualizer.name = uuid4().hex


def set_persistent_workers(cfg: Config) -> None:
    """Switch persistent workers off for data loaders without workers, which PyTorch refuses."""
    for name in ('train', 'val', 'test'):
        loader = cfg.get(f'{name}_dataloader')
        if loader and not loader.get('num_workers'):
            loader.persistent_workers = False


def set_pinned_memory(cfg: Config) -> None:
    """Let images be copied to a GPU from pinned memory, while it still computes.

    PyTorch warns of pinned memory where there is no GPU. Settings of the config stay.
    """
    if get_device() != 'cuda':
        return
    for name in ('train', 'val', 'test'):
        loader = cfg.get(f'{name}_dataloader')
        if loader:
            loader.setdefault('pin_memory', True)
    if preprocessor := cfg.get('model', {}).get('data_preprocessor'):
        preprocessor.setdefault('non_blocking', True)


@contextmanager
def plain_config_errors(config: str | Path, cfg: Config, required: Sequence[str]) -> Iterator[None]:
    """Raise errors of a config as errors of one line.

    Args:
        config: Path or name of the config.
        cfg: The config.
        required: Names of the settings that the run needs.

    Raises:
        ValueError: If a setting is missing or without effect, or the block fails since a component
            is not registered or does not have a parameter.
        FileNotFoundError: If the block fails since a table of a data set of MMPose is missing.
    """
    missing = [name for name in required if cfg.get(name) is None]
    if missing:
        raise ValueError(f'{config}: the config has no {", ".join(missing)}')
    if cfg.get('device') is not None:
        raise ValueError(
            f'{config}: device={cfg.device!r} is not a setting of MMEngine: choose GPUs by the '
            'variable CUDA_VISIBLE_DEVICES, which is empty for the CPU'
        )
    try:
        yield
    except (KeyError, TypeError) as error:
        text = str(error.args[0]) if error.args else ''
        if not _OF_CONFIG.search(text):
            raise
        raise ValueError(f'{config}: {text.split(". ")[0]}') from error
    except AssertionError as error:
        if not str(error).endswith('does not exist'):  # as MMPose's datasets say of their tables
            raise
        raise FileNotFoundError(f'{config}: {error}') from error


def stop_workers(*loops: Any) -> None:
    """Stop the persistent workers of the data loaders of loops that are finished.

    The garbage collector deletes their queues first and then waits 5 seconds for each loader in
    vain. A loop that runs again starts new workers.
    """
    for loop in loops:
        if isinstance(loop, BaseLoop):  # else a config, or None
            loop.dataloader._iterator = None
