"""The course of a fine-tuning: split, train, export, compare."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mmengine.device import get_device

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.model_zoo.catalogue import STARTER
from fashionkp.optional_packages import check_installed
from fashionkp_mm.apis.training import train
from fashionkp_mm.apis.work_dir import refuse_checkpoints
from fashionkp_mm.checkpoints.latest import best_checkpoint, latest_checkpoint
from fashionkp_mm.checkpoints.loading import find_checkpoint
from fashionkp_mm.export import export_model
from fashionkp_mm.finetuning.data import FineTuningData, write_sides
from fashionkp_mm.finetuning.outputs import (
    FineTuningFolder,
    comparison_text,
    next_steps,
    predict_table,
    write_report,
)

_CONFIG = 'finetuned.py'
_MAX_EPOCHS_OF_FEW = 120
"""Epochs without a validation that could end them: with 50 photos, 116 were still of use."""
_NEVER = 10**6
_UNCHANGED = (
    'No validation was better than the first: the model has the weights that it started from.'
)
_LEAF = """\
_base_ = 'fashionkp_mm::_base_/cpn_lite0_finetune.py'

from fashionkp_mm.recipes import for_category, timed_schedule

model, train_dataloader, val_dataloader, test_dataloader = for_category({category!r})
train_cfg, param_scheduler, default_hooks = timed_schedule({minutes!r})
"""


@dataclass(frozen=True)
class FineTuned:
    """The result of a fine-tuning.

    Attributes:
        folder: Where everything is.
        numbers: The numbers of the report.
        summary: The result and how to go on, in words.
        stopped_by: The signal that ended the training early, if one did.
    """

    folder: FineTuningFolder
    numbers: dict[str, Any]
    summary: str
    stopped_by: BaseException | None = None


def finetune(
    source: str | Path,
    out: str | Path = 'finetuned',
    *,
    minutes: float = 30.0,
    images: str | Path | None = None,
    start_from: str | Path = STARTER,
    resume: bool = False,
    options: Mapping[str, Any] | None = None,
    **settings: Any,
) -> FineTuned:
    """Train a model on labelled photos, starting from another one, and export and compare it.

    The recipe is ``cpn_lite0_finetune``. Ctrl-C and SIGTERM end the training, not what follows it.

    Args:
        source: A FashionAI table, the folder of an archive, or COCO JSON.
        out: Folder for the results, see :class:`FineTuningFolder`.
        minutes: How long to train, validations included.
        images: Folder that the image ids are relative to; by default that around the table.
        start_from: Checkpoint to start from, of the same recipe, or 'starter'.
        resume: Whether to go on with the training in ``out``.
        options: Settings of the config to override, by dotted key.
        **settings: As for :func:`~fashionkp_mm.apis.training.train`.

    Raises:
        MissingPackage: If a package for the export is not installed.
        FileNotFoundError: If a table, an image or the checkpoint is missing.
        ValueError: If ``out`` has a model already, or the photos are fewer than two; else as there.
    """
    folder = FineTuningFolder(Path(out))
    _check(folder, start_from, resume=resume)
    sides = write_sides(Path(source), folder.data, Path(images) if images else None, resume=resume)
    print(f'{source}: {sides.summary()}', flush=True)
    config = _write_config(folder, sides, minutes)
    settings['options'] = {**_options(folder, sides), **(options or {})}
    is_started = latest_checkpoint(folder.work_dir) is not None
    settings |= dict(resume=True) if is_started else dict(start_from=start_from)
    stopped_by = _train(folder, sides, config, settings)
    return _finish(folder, sides, config, stopped_by)


def _check(folder: FineTuningFolder, start_from: str | Path, *, resume: bool) -> None:
    """Raise if something is missing that is needed later, or would be replaced."""
    check_installed('onnx', 'onnxscript', 'onnxruntime')
    if not resume:
        refuse_checkpoints(folder.work_dir)
        find_checkpoint(start_from)


def _train(
    folder: FineTuningFolder, sides: FineTuningData, config: Path, settings: Mapping[str, Any]
) -> BaseException | None:
    """Train; return the signal that ended it early and left a checkpoint, if one did."""
    print('Ctrl-C ends the training early and keeps the best model', flush=True)
    try:
        train(config, folder.work_dir, **settings)
    except (KeyboardInterrupt, SystemExit) as stop:
        if _kept_checkpoint(folder, sides) is None:
            raise
        return stop
    return None


def _write_config(folder: FineTuningFolder, sides: FineTuningData, minutes: float) -> Path:
    """Write the config of the training, which replaces it by one without a base."""
    categories = sides.categories
    category = categories[0] if len(categories) == 1 else categories
    path = folder.work_dir / _CONFIG
    with atomic_write(path) as file:
        file.write(_LEAF.format(category=category, minutes=minutes))
    return path


def _options(folder: FineTuningFolder, sides: FineTuningData) -> dict[str, Any]:
    """Return the settings for the photos, and for the machine."""
    options: dict[str, Any] = {
        'default_hooks.table.start_predictions': str(folder.start_predictions),
    }
    if not sides.can_judge:
        options['train_cfg.max_epochs'] = _MAX_EPOCHS_OF_FEW
        options['default_hooks.early_stopping.patience'] = _NEVER
    for loader, side in (('train', 'train'), ('val', 'val'), ('test', 'val')):
        dataset = f'{loader}_dataloader.dataset'
        options[f'{dataset}.data_root'] = str(sides.folder.absolute())
        options[f'{dataset}.ann_file'] = sides.tables[side].name
        options[f'{dataset}.split'] = None
        if get_device() == 'cpu':  # the network keeps the cores busy
            options[f'{loader}_dataloader.num_workers'] = 1
    return options


def _kept_checkpoint(folder: FineTuningFolder, sides: FineTuningData) -> Path | None:
    """Return the best checkpoint, or the latest one if the photos are too few to know."""
    choose = best_checkpoint if sides.can_judge else latest_checkpoint
    return choose(folder.work_dir)


def _finish(
    folder: FineTuningFolder,
    sides: FineTuningData,
    config: Path,
    stopped_by: BaseException | None,
) -> FineTuned:
    """Export the model, predict the validation photos, and write the report."""
    checkpoint = _kept_checkpoint(folder, sides)
    assert checkpoint is not None  # a training that ends has validated
    begin = 'ended early: ' if stopped_by else ''
    print(f'{begin}exporting {checkpoint.name} and writing the report', flush=True)
    card = export_model(config, checkpoint, folder.model)
    with checkpoint.open('rb') as source, atomic_write(folder.weights, 'wb') as copy:
        shutil.copyfileobj(source, copy)
    predict_table(folder.model, sides.tables['val'], folder.predictions)
    numbers = write_report(folder, sides.tables['val'])
    size = folder.model.stat().st_size / 1e6
    summary = [
        comparison_text(numbers, can_judge=sides.can_judge),
        *([_UNCHANGED] if checkpoint.stem.endswith('iter_0') else []),
        f'model: {folder.model}, {size:.1f} MB, {card.input_size[0]} x {card.input_size[1]} pixels',
        next_steps(folder),
    ]
    return FineTuned(folder, numbers, '\n'.join(summary), stopped_by)
