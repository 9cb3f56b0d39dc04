"""The report as an HTML page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fashionkp.categories import CATEGORIES
from fashionkp.charts.legend import series_legend
from fashionkp.html_pages.environment import render_page
from fashionkp.keypoints import mirror
from fashionkp.report import charts
from fashionkp.report.error_images import select_rows, shown_images
from fashionkp.report.evaluation import Evaluation
from fashionkp.report.heatmap_images import WorstHeatmaps
from fashionkp.report.numbers import OCCLUSION_RULE, QUANTILES, WITHIN
from fashionkp.report.training_log import TrainingLog
from fashionkp.score import CORRECT, RULES

MAX_BYTES = 10 * 10**6
"""Upper bound of the size of a page, however many models there are."""

_LONG_SIDES = (320, 240, 180, 130, 90)  # of an image, pixels: the first that fits
_IMPLAUSIBLE = 100  # percent: predicting the median position of each key point gives 61


def report_page(
    evaluation: Evaluation,
    numbers: Mapping[str, Any],
    *,
    logs: Sequence[TrainingLog] = (),
    image_paths: Sequence[Path] | None = None,
    heatmaps: WorstHeatmaps | None = None,
    max_bytes: int = MAX_BYTES,
) -> str:
    """Return the report as an HTML page in one file.

    Args:
        evaluation: The evaluation.
        numbers: Result of :func:`~fashionkp.report.numbers.report_numbers` for it.
        logs: Training runs whose curves are shown.
        image_paths: Image file of each row, as
            :func:`~fashionkp.report.error_images.find_images` returns them; None to draw none.
        heatmaps: Heatmaps of the worst images, if they are to be shown.
        max_bytes: Upper bound of the page's size. Images are drawn smaller until it holds, and
            left out if even the smallest are too large.
    """
    values = dict(_values(evaluation, numbers, logs), heatmaps=heatmaps)
    by_row = heatmaps.images if heatmaps else None
    shown = select_rows(evaluation)
    for long_side in _LONG_SIDES if image_paths else ():
        page = render_page(
            'report/page.html',
            draw_images=True,
            worst=shown_images(evaluation, shown.worst, image_paths, long_side, heatmaps=by_row),
            random=shown_images(evaluation, shown.random, image_paths, long_side),
            **values,
        )
        if len(page.encode()) < max_bytes:
            return page
    worst = shown_images(evaluation, shown.worst, None, 0)
    return render_page('report/page.html', draw_images=False, worst=worst, random=[], **values)


def _values(
    evaluation: Evaluation, numbers: Mapping[str, Any], logs: Sequence[TrainingLog]
) -> dict[str, Any]:
    """Return the variables of the templates, but for the images."""
    first_curves, other_curves = charts.training_charts(logs)
    return {
        'numbers': numbers,
        'rules': RULES,
        'occlusion_rule': OCCLUSION_RULE,
        'implausible': _IMPLAUSIBLE,
        'within': WITHIN,
        'quantiles': QUANTILES,
        'correct': CORRECT,
        'normalizing_pairs': _normalizing_pairs(),
        'mirror': mirror,
        'legend': series_legend(numbers['models']),
        'score_charts': charts.score_charts(numbers),
        'comparison_charts': charts.comparison_charts(numbers),
        'distribution_charts': charts.distribution_charts(evaluation),
        'breakdown_charts': charts.breakdown_charts(numbers),
        'calibration_charts': charts.calibration_charts(numbers),
        'run_legend': series_legend([log.name for log in logs]),
        'first_curves': first_curves,
        'other_curves': other_curves,
    }


def _normalizing_pairs() -> dict[tuple[str, str], list[str]]:
    """Return the categories of each normalizing pair."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for category in CATEGORIES.values():
        pairs.setdefault(category.normalizing_pair, []).append(category.name)
    return pairs
