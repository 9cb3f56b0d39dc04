"""Curves of a training run, from the logs of MMEngine."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fashionkp.report.naming import distinct_names

SCALARS = 'vis_data/scalars.json'
"""Where a run's folder keeps its numbers; a work dir has such a folder for each start."""

_PLACES = ('step', 'iter', 'epoch')
_MAX_STEP = 2**53  # beyond, numbers with a fraction do not hold each whole one
_LARGEST = 1e100  # of a value: a run that has come so far has diverged


@dataclass(frozen=True, eq=False)
class Curve:
    """One number in the course of training.

    Attributes:
        steps: Iterations of a number that is logged in training, epochs of a validation's, (S,).
        values: (S,).
        per_epoch: Whether the steps are epochs.
    """

    steps: np.ndarray = field(default_factory=lambda: np.zeros(0))
    values: np.ndarray = field(default_factory=lambda: np.zeros(0))
    per_epoch: bool = False


@dataclass(frozen=True, eq=False)
class TrainingLog:
    """Curves of a run.

    Attributes:
        name: What the report calls it.
        curves: By the name of the number, such as ``loss`` and ``fashionai/NE``.
    """

    name: str
    curves: dict[str, Curve]


def read_training_logs(sources: Sequence[str | Path]) -> list[TrainingLog]:
    """Read the curves of runs, as :func:`read_training_log`, under names that tell them apart."""
    logs = [read_training_log(source) for source in sources]
    names = distinct_names([_folder(Path(source)) for source in sources])
    return [replace(log, name=name) for log, name in zip(logs, names, strict=True)]


def read_training_log(source: str | Path) -> TrainingLog:
    """Read the curves of a run.

    Of a run that was interrupted and went on, in several folders, each later part replaces what
    the earlier ones have from its first step on.

    Args:
        source: A work dir, the folder of one start, or a ``scalars.json``.

    Raises:
        FileNotFoundError: There is none.
        ValueError: A line that is no JSON object; only the last one of a file may be cut off.
    """
    source = Path(source)
    merged: dict[str, dict[int, float]] = {}
    per_epoch: dict[str, bool] = {}
    for path in scalar_files(source):
        part: dict[str, dict[int, float]] = {}
        for line in _lines(path):
            step, in_training = line['step'], 'iter' in line
            for name, value in line.items():
                if name not in _PLACES and _is_number(value):
                    part.setdefault(name, {})[step] = float(value)
                    per_epoch[name] = not in_training
        for name, values in part.items():
            first = min(values)
            kept = {step: v for step, v in merged.get(name, {}).items() if step < first}
            merged[name] = kept | values
    curves = {name: _curve(values, per_epoch[name]) for name, values in merged.items()}
    return TrainingLog(_folder(source).name, curves)


def _folder(source: Path) -> Path:
    """The folder of a run or of one of its starts."""
    return (source.parent.parent if source.is_file() else source).resolve()


def scalar_files(source: Path) -> list[Path]:
    """The files of a run, in the order of its starts.

    Raises:
        FileNotFoundError: There is none.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FileNotFoundError(f'{source}: no such file or folder: expected a work dir')
    found = [source / SCALARS] if (source / SCALARS).is_file() else []
    found = found or sorted(source.glob(f'*/{SCALARS}'))
    if not found:
        raise FileNotFoundError(f'{source}: no {SCALARS} in it: expected a work dir of training')
    return found


def _lines(path: Path) -> Iterator[dict]:
    """The lines of a file, each with its step."""
    try:
        lines = path.read_text(encoding='utf-8').splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f'{path}: not text in UTF-8 ({error.reason})') from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            if number == len(lines):
                return  # the run was killed while it wrote
            raise ValueError(f'{path}:{number}: not JSON: {error}') from None
        step = row.get('step') if isinstance(row, dict) else None
        if type(step) is not int or not 0 <= step < _MAX_STEP:
            raise ValueError(f'{path}:{number}: expected an object with a whole number "step"')
        yield row


def _curve(values: dict[int, float], per_epoch: bool) -> Curve:
    steps = sorted(values)
    return Curve(np.array(steps), np.array([values[step] for step in steps]), per_epoch)


def _is_number(value: object) -> bool:
    """Whether a value can be drawn, as no word, truth value, NaN or infinity can."""
    return type(value) in (int, float) and abs(value) < _LARGEST  # type: ignore[arg-type]
