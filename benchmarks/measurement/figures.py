"""Figures that pages state: a file for each benchmark in ``benchmarks/figures``."""

import json
import shlex
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.inference.cpu_features import core_count, cpu_features

FOLDER = Path(__file__).parents[1] / 'figures'
"""Where the figures lie that README and docs state; their tests compare them."""


def write_figures(path: Path, figures: Mapping[str, Any]) -> None:
    """Write what a benchmark measured, with its command, the date and the CPU.

    Args:
        path: A JSON file, such as one in :data:`FOLDER`.
        figures: Values by name; dictionaries for those of several things.
    """
    program = Path(sys.argv[0])
    words = [Path(word).name if Path(word).is_absolute() else word for word in sys.argv[1:]]
    content = {
        'command': shlex.join(['python', f'benchmarks/{program.name}', *words]),
        'date': date.today().isoformat(),
        'CPU': f'{cpu_features().name}, {core_count()} cores',
        'figures': figures,
    }
    with atomic_write(path) as file:
        json.dump(content, file, indent=1)
        file.write('\n')


def read_figures(path: Path) -> Any:
    """Return what a benchmark measured."""
    return json.loads(path.read_text(encoding='utf-8'))['figures']
