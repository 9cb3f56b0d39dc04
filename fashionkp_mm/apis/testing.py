"""Testing a trained model."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmengine.dist import is_main_process
from mmengine.fileio import dump
from mmengine.runner import Runner

from fashionkp_mm.apis.training import run_apart, set_work_dir, stop_workers
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.distributed import evaluators, process_group
from fashionkp_mm.engine.worker_errors import plain_worker_errors

_METRIC_FILES = ('.json', '.yaml', '.yml', '.pkl', '.pickle')
_DUMP_FILES = ('.pkl', '.pickle')


def evaluate(
    config: str | Path,
    checkpoint: str | Path,
    work_dir: str | Path | None = None,
    out: str | Path | None = None,
    dump_to: str | Path | None = None,
    show_dir: str | Path | None = None,
    submission: str | Path | None = None,
    launcher: str = 'none',
    options: Mapping[str, Any] | None = None,
) -> dict[str, float]:
    """Test a model on the test data of its config.

    Args:
        config: A config file, or the name of a config that comes with the package.
        checkpoint: The trained weights.
        work_dir: Where logs go; ``work_dirs/<config's name>`` by default.
        out: A file (.json, .yaml, .pkl) for the metrics.
        dump_to: A .pkl file for the raw predictions.
        show_dir: A folder for images with predictions drawn on them, inside the run's log folder
            where it is relative.
        submission: A file for the predictions in the form of a FashionAI submission.
        launcher: How several processes were started: 'none', 'pytorch', 'slurm' or 'mpi'.
        options: Settings to override, by dotted key.

    Returns:
        The metrics by name.

    Raises:
        FileNotFoundError: There is no such checkpoint or config.
        ValueError: ``out`` or ``dump_to`` ends in another way, no evaluator of the config can
            write a submission, or the checkpoint is of another model.
    """
    _check_suffix(out, _METRIC_FILES)
    _check_suffix(dump_to, _DUMP_FILES)
    if not Path(checkpoint).is_file():
        raise FileNotFoundError(f'no checkpoint {checkpoint}')
    cfg = load_config(config, options)
    cfg.launcher = launcher
    cfg.load_from = str(checkpoint)
    set_work_dir(cfg, config, work_dir)
    if show_dir is not None:
        cfg.default_hooks.visualization.update(enable=True, out_dir=str(show_dir), interval=1)
    if submission is not None:
        _submitting(cfg).submission = str(submission)
    if dump_to is not None:
        dumping = dict(type='DumpResults', out_file_path=str(dump_to))
        cfg.test_evaluator = [*evaluators(cfg.test_evaluator), dumping]
    run_apart(cfg)
    with process_group(cfg):
        runner = Runner.from_cfg(cfg)
        with plain_worker_errors():
            metrics = runner.test()
        stop_workers(runner.test_loop)
        if out is not None and is_main_process():
            dump(metrics, str(out))
    return metrics


def _check_suffix(path: str | Path | None, known: tuple[str, ...]) -> None:
    if path is not None and Path(path).suffix not in known:
        raise ValueError(f'cannot write {path}: expected a name that ends in {", ".join(known)}')


def _submitting(cfg: Config) -> Any:
    """The evaluator that writes submissions."""
    types = [evaluator.type for evaluator in evaluators(cfg.test_evaluator)]
    if 'NormalizedError' not in types:
        raise ValueError(f'NormalizedError writes the submission; test_evaluator has only {types}')
    return evaluators(cfg.test_evaluator)[types.index('NormalizedError')]
