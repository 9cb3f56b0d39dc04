"""The report in a few lines of text."""

from collections.abc import Mapping
from typing import Any

from fashionkp.fileio.text import escape_control_characters
from fashionkp.score import RULES


def report_text(numbers: Mapping[str, Any]) -> str:
    """Return the scores of the models under both rules, and how they compare.

    Args:
        numbers: Result of :func:`~fashionkp.report.numbers.report_numbers`.
    """
    models = numbers['models']
    width = max(map(len, models))
    rows = {'': [f'NE {rule}' for rule in RULES]}
    rows |= {
        name: [_score_text(model['scores'][rule]) for rule in RULES]
        for name, model in models.items()
    }
    lines = [
        '  '.join([f'{name:{width}}', *(f'{cell:22}' for cell in cells)]).rstrip()
        for name, cells in rows.items()
    ]
    lines += [f'{each["rule"]}: {each["verdict"]}' for each in numbers['comparisons']]
    return escape_control_characters('\n'.join(lines), kept='\n')


def _score_text(score: Mapping[str, Any]) -> str:
    if score['NE'] is None:
        return 'no point counts'
    low, high = score['interval']
    return f'{score["NE"]:.3f} ({low:.2f}..{high:.2f})'
