"""The part of the report that says how good models are."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.html_pages.charts import Bar, interval_chart, legend, line_chart
from fashionkp.html_pages.elements import Html, escape_html, table
from fashionkp.report.evaluation import Evaluation
from fashionkp.report.numbers import QUANTILES, WITHIN
from fashionkp.score import RULES

_RULES = {
    'official': 'official rule, visible points',
    'round1': 'rule of round 1, occluded points too',
}
_ABSURD = 100  # percent: guessing the median place of each point gives 61
_CURVE_END = 50  # percent: where the charts of errors end
_NAMES = {'category': 'category', 'keypoint': 'point'}


def score_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """NE under both rules, of all, by category and by point."""
    models = numbers['models']
    yield '<h2 id="score">Score</h2>'
    yield (
        '<p>Normalized error (NE) in percent: the mean distance between predicted and true points, '
        f'in units of the distance {escape_html(_units())}; lower is better. Intervals are 95 % bootstrap '
        'intervals over images.</p>'
    )
    header = ('model', 'rule', 'NE', 'points', 'images', 'skipped', 'missing')
    yield table(header, [_score_row(name, one, r) for r in RULES for name, one in models.items()])
    yield from _notes(models)
    yield legend([*models])
    for kind, title in _NAMES.items():
        charts = (_groups_chart(models, rule, kind, title) for rule in RULES)
        yield f'<div class="charts">{"".join(charts)}</div>'


def _units() -> str:
    """The pairs of points whose distances are units, and of which categories."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for category in CATEGORIES.values():
        pairs.setdefault(category.normalizing_pair, []).append(category.name)
    texts = (f'from {a} to {b} ({", ".join(names)})' for (a, b), names in pairs.items())
    return ' or '.join(texts)


def _score_row(name: str, model: Mapping[str, Any], rule: str) -> list[object]:
    score = model['scores'][rule]
    counts = (score[key] for key in ('points', 'images', 'images_skipped', 'images_missing'))
    return [name, rule, _with_interval(score), *counts]


def _with_interval(score: Mapping[str, Any]) -> Html:
    if score['NE'] is None:
        return Html('no point counts')
    low, high = score['interval']
    return Html(f'<b>{score["NE"]:.3f}</b> <small>{low:.2f}..{high:.2f}</small>')


def _notes(models: Mapping[str, Any]) -> Iterator[str]:
    for name, one in models.items():
        facts = {
            'images have no prediction and are left out': one['scores'][RULES[0]]['images_missing'],
            'predictions are for another category and are left out': one['images_other_category'],
            'predictions are of images that the ground truth lacks': one['images_extra'],
        }
        told = [f'{count} {what}' for what, count in facts.items() if count]
        if (one['scores'][RULES[0]]['NE'] or 0) > _ABSURD:
            told.append(
                f'NE above {_ABSURD} % says that points are hardly where they are meant to be: are '
                'they pixels of the original images? <code>fashionkp submit-check</code> looks '
                'closer'
            )
        if told:
            yield f'<p class="warning">{escape_html(name)}: {"; ".join(told)}.</p>'


def _groups_chart(models: Mapping[str, Any], rule: str, kind: str, title: str) -> Html:
    found = [one['scores'][rule]['groups'][kind] for one in models.values()]
    return interval_chart(f'NE by {title}, {_RULES[rule]}', bars(found))


def bars(groups: list[Mapping[str, Any]]) -> dict[str, list[Bar | None]]:
    """Rows of :func:`~fashionkp.html_pages.charts.interval_chart`: the same groups of several series."""
    names = dict.fromkeys(name for group in groups for name in group)
    return {
        name: [_bar(group[name]) if name in group else None for group in groups] for name in names
    }


def _bar(mean: Mapping[str, Any]) -> Bar:
    # resamples of a single image are all alike
    note = 'of 1 image' if mean['images'] == 1 else ''
    low, high = mean['interval']
    return Bar(mean['NE'], low, high, note)


def comparison_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Whether models are better than others; nothing for a single one."""
    found = numbers['comparisons']
    if not found:
        return
    yield '<h2 id="comparison">Comparison</h2>'
    yield (
        '<p>Paired bootstrap: both models are scored on the same images in every resample, so that '
        'what makes an image hard for both does not count.</p>'
    )
    for one in found:
        yield f'<p>{_RULES[one["rule"]].capitalize()}: <b>{escape_html(one["verdict"])}</b></p>'
    if len(numbers['models']) > 2:
        yield ('<p>Among so many comparisons one in twenty seems clear by chance alone.</p>')
    rows = [
        (f'{one["second"]} against {one["first"]}', one['rule'], *_difference(one))
        for one in found
        if one['difference']
    ]
    header = ('', 'rule', 'difference of NE', 'better on images', 'worse on images')
    yield table(header, rows)
    charts = (
        interval_chart(
            f'NE of {one["second"]} minus that of {one["first"]}, {one["rule"]}',
            bars([{'all': one['difference'], **one['per_category']}]),
            digits=2,
            zero=False,
        )
        for one in found
        if one['difference']
    )
    yield f'<div class="charts">{"".join(charts)}</div>'


def _difference(one: Mapping[str, Any]) -> tuple[Html, int, int]:
    (low, high), value = one['difference']['interval'], one['difference']['NE']
    text = f'<b>{value:+.3f}</b> <small>{low:+.2f}..{high:+.2f}</small>'
    return Html(text), one['better'], one['worse']


def error_section(evaluation: Evaluation, numbers: Mapping[str, Any]) -> Iterator[str]:
    """How the errors of points are distributed."""
    models, rule = numbers['models'], evaluation.rule
    known = {name: one['errors'] for name, one in models.items() if one['errors']}
    if not known:
        return
    yield f'<h2 id="errors">Errors of points</h2><p>{_RULES[rule].capitalize()}.</p>'
    header = ('model', *(f'within {limit} %' for limit in WITHIN))
    shares = {
        name: [f'{100 * x:.1f} %' for x in one['within'].values()] for name, one in known.items()
    }
    yield table(header, [[name, *row] for name, row in shares.items()])
    quantiles = [
        [name, unit, *(round(one[key][q], 1) for q in QUANTILES)]
        for name, one in known.items()
        for key, unit in (('quantiles', '% of the unit'), ('pixels', 'pixels'))
    ]
    yield table(('model', 'error in', *QUANTILES), quantiles)
    values = {
        model.name: model.errors[rule].errors[model.errors[rule].counted]
        for model in evaluation.models
    }
    yield legend([*values])
    yield f'<div class="charts">{_histogram(values)}{_cumulative(values)}</div>'


def _histogram(values: Mapping[str, np.ndarray]) -> Html:
    edges = np.arange(_CURVE_END + 1)
    lines = {}
    for name, errors in values.items():
        shares = 100 * np.histogram(errors, edges)[0] / max(len(errors), 1)
        lines[name] = np.repeat(edges, 2)[1:-1], np.repeat(shares, 2)
    return line_chart('Share of points by error', lines, ('error, %', '%'), (0, None, 0, None))


def _cumulative(values: Mapping[str, np.ndarray]) -> Html:
    x = np.linspace(0, _CURVE_END, 201)
    lines = {
        name: (x, 100 * np.searchsorted(np.sort(errors), x, side='right') / max(len(errors), 1))
        for name, errors in values.items()
    }
    title = 'Share of points with at most this error'
    return line_chart(title, lines, ('error, %', '%'), (0, _CURVE_END, 0, 100))
