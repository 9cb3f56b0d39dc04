"""The part of the report that shows images."""

from collections.abc import Iterator

import numpy as np

from fashionkp.html_pages.elements import escape_html, table
from fashionkp.report.error_images import Chosen, Finder, figures, image_errors
from fashionkp.report.evaluation import Evaluation

_KEY = (
    '<p>White rings are true points, grey ones occluded; dots are predicted ones, blue left in the '
    'image, vermilion right, green in the middle. Yellow lines lead from the one to the other.'
    '</p>'
)
_QUALITY = 80  # of JPEGs


def gallery(
    evaluation: Evaluation, chosen: Chosen, finder: Finder | None, side: int
) -> Iterator[str]:
    """The worst images and some by chance, drawn where their images are at hand.

    Args:
        evaluation: What the rows are of.
        chosen: Which rows.
        finder: Tells the file of a row's image; None where none are to be drawn.
        side: Long side of an image, pixels.
    """
    errors = [image_errors(model, evaluation.rule) for model in evaluation.models]
    what = 'a model errs' if len(errors) > 1 else 'the model errs'
    yield f'<h2 id="worst">The {len(chosen.worst)} images on which {what} most</h2>'
    if finder:
        yield _KEY
        yield from _shown(evaluation, chosen.worst, errors, finder, side)
        yield f'<h2 id="random">{len(chosen.random)} images by chance</h2>'
        yield from _shown(evaluation, chosen.random, errors, finder, side)
        return
    yield (
        '<p>Images are drawn where they lie beside the annotations or in <code>--images '
        'FOLDER</code>.</p>'
    )
    rows = [
        [_id(evaluation, row), _where(evaluation, row), *(_percent(one[row]) for one in errors)]
        for row in chosen.worst
    ]
    names = [f'NE of {model.name}' for model in evaluation.models]
    yield table(('image', 'annotated in', *names), rows)


def _shown(
    evaluation: Evaluation,
    rows: list[int],
    errors: list[np.ndarray],
    finder: Finder,
    side: int,
) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        lead = f'{number}. {_id(evaluation, row)} ({_where(evaluation, row)})'
        marks = [
            f'{model.name}: NE {_percent(one[row])}'
            for model, one in zip(evaluation.models, errors, strict=True)
        ]
        captions = [f'{lead} {mark}' if i == 0 else mark for i, mark in enumerate(marks)]
        try:
            images = figures(evaluation, row, finder(row), side, _QUALITY, captions)
        except (OSError, ValueError) as error:
            yield f'<p>{escape_html(lead)}: {escape_html(error)}. {escape_html("; ".join(marks))}</p>'
        else:
            yield f'<div class="row">{"".join(images)}</div>'


def _id(evaluation: Evaluation, row: int) -> str:
    return str(evaluation.truth.image_ids[row])


def _where(evaluation: Evaluation, row: int) -> str:
    return evaluation.truth.location(row)


def _percent(value: float) -> str:
    return 'no prediction' if np.isnan(value) else f'{value:.1f} %'
