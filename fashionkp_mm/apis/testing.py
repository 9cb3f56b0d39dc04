"""Test of a trained model."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.dist import is_main_process
from mmengine.fileio import dump

from fashionkp_mm.apis.evaluation_outputs import EvaluationOutputs
from fashionkp_mm.apis.garment_runner import GarmentTestRunner
from fashionkp_mm.apis.runs import (
    plain_config_errors,
    separate_run,
    set_persistent_workers,
    set_pinned_memory,
    set_work_dir,
    stop_workers,
)
from fashionkp_mm.checkpoints.loading import find_checkpoint, read_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import config_path
from fashionkp_mm.datasets.wrapped import source_files
from fashionkp_mm.engine.distributed import process_group
from fashionkp_mm.engine.hooks import CheckpointCompatibilityHook
from fashionkp_mm.engine.worker_errors import plain_worker_errors
from fashionkp_mm.inference.ensemble_estimator import EnsembleEstimator
from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.input_size import choose_input_size

_REQUIRED = ('model', 'test_dataloader', 'test_cfg', 'test_evaluator')


def evaluate(
    config: str | Path,
    checkpoint: str | Path | Sequence[str | Path],
    work_dir: str | Path | None = None,
    *,
    launcher: str = 'none',
    input_size: Sequence[int] | None = None,
    options: Mapping[str, Any] | None = None,
    **outputs: Any,
) -> dict[str, float]:
    """Test a model on the test data of its config; return the metrics by name.

    Args:
        config: Path of a config, or the name of a config of the package.
        checkpoint: Path of the checkpoint, or 'starter'; or several, whose heatmaps are averaged.
        work_dir: Folder for logs; by default ``work_dirs/<name of the config>``.
        launcher: 'none', 'pytorch', 'slurm' or 'mpi'.
        input_size: Width and height of the input, pixels; by default those of the training.
        options: Settings to override, by dotted key.
        **outputs: Attributes of :class:`~fashionkp_mm.apis.evaluation_outputs.EvaluationOutputs`.

    Raises:
        FileNotFoundError: If the config or the checkpoint does not exist.
        ValueError: If an output cannot be written, or checkpoint or size do not fit the model.
    """
    files = EvaluationOutputs(**outputs)
    checkpoints = _find_checkpoints(checkpoint)
    cfg = _testing_config(config, checkpoints[0], work_dir, options, input_size=input_size)
    cfg.launcher = launcher
    files.apply(cfg)
    with process_group(cfg), plain_config_errors(config, cfg, _REQUIRED):
        runner = _test_runner(cfg, checkpoints)
        _check_outputs(files, runner, [*checkpoints, config_path(config)])
        try:
            with plain_worker_errors():
                metrics = runner.test()
        finally:
            stop_workers(runner._test_loop)
        _write_metrics(files.out, metrics)
    return metrics


def _find_checkpoints(names: str | Path | Sequence[str | Path]) -> list[Path]:
    several = [names] if isinstance(names, str | Path) else names
    return [find_checkpoint(name) for name in several]


def _write_metrics(path: str | Path | None, metrics: Mapping[str, float]) -> None:
    if path is not None and is_main_process():
        dump(metrics, str(path))


def _testing_config(
    config: str | Path,
    checkpoint: str | Path,
    work_dir: str | Path | None,
    options: Mapping[str, Any] | None,
    *,
    input_size: Sequence[int] | None,
) -> Config:
    """Return the config with its work dir and the checkpoint to test."""
    cfg = load_config(config, options)
    cfg.load_from = str(checkpoint)
    choose_input_size(cfg, input_size, checkpoint, options)
    set_work_dir(cfg, config, work_dir)
    separate_run(cfg)
    set_persistent_workers(cfg)
    set_pinned_memory(cfg)
    return cfg


def _test_runner(cfg: Config, checkpoints: Sequence[Path]) -> GarmentTestRunner:
    """Return the runner, which compares the weights with the model for configs of MMPose too."""
    runner = GarmentTestRunner.from_cfg(cfg)
    if not any(isinstance(hook, CheckpointCompatibilityHook) for hook in runner.hooks):
        runner.register_hook(CheckpointCompatibilityHook())
    if len(checkpoints) > 1:
        _use_ensemble(runner, checkpoints)
    return runner


def _use_ensemble(runner: GarmentTestRunner, checkpoints: Sequence[Path]) -> None:
    """Replace the model of a test by the ensemble of checkpoints.

    All but the first use the config that is saved in them, if there is one.
    """
    cfg = runner.cfg
    test_cfg = cfg.model.get('test_cfg') or {}
    flip = test_cfg.get('flip_test')
    networks = [
        GarmentNetwork(cfg if i == 0 or not _has_config(path) else None, path, flip=flip)
        for i, path in enumerate(checkpoints)
    ]
    model = EnsembleEstimator(networks, test_cfg)
    runner.model = runner.wrap_model(cfg.get('model_wrapper_cfg'), model)
    runner._load_from = None


def _has_config(checkpoint: Path) -> bool:
    return 'cfg' in read_checkpoint(checkpoint)['meta']


def _check_outputs(
    files: EvaluationOutputs, runner: GarmentTestRunner, inputs: Sequence[str | Path]
) -> None:
    """Raise if an output is an input or a table of the test data, or cannot be drawn."""
    dataset = runner.test_dataloader.dataset
    files.require_image_files(dataset)
    boxes = getattr(dataset, 'bbox_file', None)
    files.require_other_files([*inputs, *source_files(dataset), *([boxes] if boxes else [])])
