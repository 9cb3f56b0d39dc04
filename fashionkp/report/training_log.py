"""Curves of a training run, from the logs of MMEngine."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fashionkp.report.evaluation import distinct_names

SCALARS = 'vis_data/scalars.json'
"""Log of the numbers of one start of a run; a work dir has a folder for each start."""

_COUNTERS = ('step', 'iter', 'epoch')
_MAX_STEP = 2**53  # floats hold every whole number up to here
_MAX_VALUE = 1e100  # a run beyond it has diverged


@dataclass(frozen=True, eq=False)
class Curve:
    """A number in the course of training.

    Attributes:
        steps: Iterations of a number logged in training, epochs of one logged in validation, (S,).
        values: (S,).
        per_epoch: Whether the steps are epochs.
    """

    steps: np.ndarray = field(default_factory=lambda: np.zeros(0))
    values: np.ndarray = field(default_factory=lambda: np.zeros(0))
    per_epoch: bool = False


@dataclass(frozen=True, eq=False)
class TrainingLog:
    """The curves of a run.

    Attributes:
        name: Name of the run in the report.
        curves: By the name of the number, such as ``loss`` and ``fashionai/NE``.
    """

    name: str
    curves: dict[str, Curve]


def read_training_logs(sources: Sequence[str | Path]) -> list[TrainingLog]:
    """Read the curves of runs, as :func:`read_training_log`, with distinct names."""
    logs = [read_training_log(source) for source in sources]
    names = distinct_names([_run_folder(Path(source)) for source in sources])
    return [replace(log, name=name) for log, name in zip(logs, names, strict=True)]


def read_training_log(source: str | Path) -> TrainingLog:
    """Read the curves of a run.

    A resumed run has a folder for each start; a later start replaces what earlier ones have from
    its first step on.

    Args:
        source: A work dir, the folder of one start, or a ``scalars.json``.

    Raises:
        FileNotFoundError: If there is no log.
        ValueError: If a line is not a JSON object with a step; only the last one of a file may be
            truncated.
    """
    source = Path(source)
    merged: dict[str, dict[int, float]] = {}
    per_epoch: dict[str, bool] = {}
    for path in scalar_files(source):
        start: dict[str, dict[int, float]] = {}
        for line in _lines(path):
            for name, value in line.items():
                if name not in _COUNTERS and _is_drawable(value):
                    start.setdefault(name, {})[line['step']] = float(value)
                    per_epoch[name] = 'iter' not in line
        for name, values in start.items():
            first = min(values)
            earlier = {step: v for step, v in merged.get(name, {}).items() if step < first}
            merged[name] = earlier | values
    curves = {name: _curve(values, per_epoch=per_epoch[name]) for name, values in merged.items()}
    return TrainingLog(_run_folder(source).name, curves)


def _run_folder(source: Path) -> Path:
    """Return the folder of a run, or of one of its starts."""
    return (source.parent.parent if source.is_file() else source).resolve()


def scalar_files(source: Path) -> list[Path]:
    """Return the log files of a run, in the order of its starts.

    Raises:
        FileNotFoundError: If there are none.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FileNotFoundError(f'{source}: no such file or folder: expected a work dir')
    if (source / SCALARS).is_file():
        return [source / SCALARS]
    files = sorted(source.glob(f'*/{SCALARS}'))
    if not files:
        raise FileNotFoundError(f'{source}: no {SCALARS} in it: expected a work dir of training')
    return files


def _lines(path: Path) -> Iterator[dict]:
    """Yield the lines of a file; each has a ``step``."""
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
            raise ValueError(f'{path}:{number}: not valid JSON: {error}') from None
        step = row.get('step') if isinstance(row, dict) else None
        if type(step) is not int or not 0 <= step < _MAX_STEP:
            raise ValueError(f'{path}:{number}: expected an object with a whole number "step"')
        yield row


def _curve(values: dict[int, float], *, per_epoch: bool) -> Curve:
    steps = sorted(values)
    return Curve(np.array(steps), np.array([values[step] for step in steps]), per_epoch)


def _is_drawable(value: object) -> bool:
    """Whether a value is a number, but not a boolean, NaN, infinite or enormous."""
    return type(value) in (int, float) and abs(value) < _MAX_VALUE  # type: ignore[arg-type]
