"""The report in a few lines."""

from collections.abc import Mapping
from typing import Any

from fashionkp.fileio.text import escape_control_characters
from fashionkp.score import RULES


def report_text(numbers: Mapping[str, Any]) -> str:
    """Scores of the models under both rules, and how they compare."""
    models = numbers['models']
    width = max(map(len, models))
    rows = {'': [f'NE {rule}' for rule in RULES]}
    rows |= {name: [_cell(one['scores'][rule]) for rule in RULES] for name, one in models.items()}
    lines = [
        '  '.join([f'{name:{width}}', *(f'{c:22}' for c in row)]).rstrip()
        for name, row in rows.items()
    ]
    lines += [f'{one["rule"]}: {one["verdict"]}' for one in numbers['comparisons']]
    return escape_control_characters('\n'.join(lines), kept='\n')


def _cell(score: Mapping[str, Any]) -> str:
    if score['NE'] is None:
        return 'no point counts'
    low, high = score['interval']
    return f'{score["NE"]:.3f} ({low:.2f}..{high:.2f})'
