"""The report as a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from fashionkp.html_pages.charts import CHART_STYLE
from fashionkp.html_pages.elements import escape_html, page
from fashionkp.report.breakdown_sections import (
    calibration_section,
    category_section,
    influence_section,
    side_section,
)
from fashionkp.report.error_images import Finder, choose
from fashionkp.report.evaluation import Evaluation
from fashionkp.report.image_section import gallery
from fashionkp.report.score_section import comparison_section, error_section, score_section
from fashionkp.report.training_log import TrainingLog
from fashionkp.report.training_section import training_section

MAX_BYTES = 10 * 10**6
"""A page is smaller than this, however many models there are."""

_SIDES = (320, 240, 180, 130, 90)  # long side of an image, pixels: the first that fits
_STYLE = """
.scroll { margin-bottom: 10px; }
details { margin: 0.5em 0; } summary { cursor: pointer; color: #1a5fa8; }
nav a { display: inline-block; margin-right: 14px; }
.row { display: inline-block; vertical-align: top; }
@media (max-width: 600px) { .row { display: inline; }
  .row figure { max-width: calc(50vw - 22px); margin: 0 8px 8px 0; }
  .row img { max-width: 100%; } }
"""
_PARTS = {
    'score': 'Score',
    'comparison': 'Comparison',
    'errors': 'Errors',
    'influences': 'Occlusion and size',
    'sides': 'Left and right',
    'calibration': 'Scores and presence',
    'categories': 'Categories',
    'training': 'Training',
    'worst': 'Worst images',
    'random': 'Images by chance',
}


def report_page(
    evaluation: Evaluation,
    numbers: Mapping[str, Any],
    logs: Sequence[TrainingLog] = (),
    finder: Finder | None = None,
    max_bytes: int = MAX_BYTES,
) -> str:
    """The report as a page of HTML in one file.

    Args:
        evaluation: What is reported on.
        numbers: As :func:`~fashionkp.report.numbers.report_numbers` returns them.
        logs: Training runs, whose curves are shown.
        finder: Tells the file of a row's image, as
            :func:`~fashionkp.report.error_images.image_finder`; None where none are to be drawn.
        max_bytes: The page is smaller: images get smaller until it is.
    """
    body = [
        *score_section(numbers),
        *comparison_section(numbers),
        *error_section(evaluation, numbers),
        *influence_section(numbers),
        *side_section(numbers),
        *calibration_section(numbers),
        *category_section(numbers),
        *training_section(logs),
    ]
    title = f'Report on {", ".join(numbers["models"])}'
    chosen = choose(evaluation)
    # of so many models that not even stamps fit there are no images
    tries = [*((finder, side) for side in _SIDES), (None, 0)] if finder else [(None, 0)]
    for own, side in tries:
        parts = [*body, *gallery(evaluation, chosen, own, side)]
        text = page(title, [*_head(numbers, parts), *parts], CHART_STYLE + _STYLE)
        if len(text.encode()) < max_bytes:
            break
    return text


def _head(numbers: Mapping[str, Any], parts: Sequence[str]) -> list[str]:
    sources = ', '.join(numbers['source'])
    files = {name: ', '.join(one['files']) for name, one in numbers['models'].items()}
    counts = ', '.join(f'{n} {name}' for name, n in numbers['per_category'].items() if n)
    lines = [f'{sources}: {numbers["images"]} images ({counts})']
    lines += [f'{name}: {text}' for name, text in files.items()]
    known = {
        anchor: title
        for anchor, title in _PARTS.items()
        if any(f'id="{anchor}"' in p for p in parts)
    }
    links = ''.join(f'<a href="#{anchor}">{title}</a>' for anchor, title in known.items())
    return [
        f'<ul>{"".join(f"<li>{escape_html(line)}</li>" for line in lines)}</ul>',
        f'<nav>{links}</nav>',
    ]
