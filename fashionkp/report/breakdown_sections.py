"""The part of the report that says where models err, and whether they know."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from fashionkp.html_pages.charts import interval_chart, legend, line_chart, share_table
from fashionkp.html_pages.elements import escape_html, table
from fashionkp.keypoints import mirror
from fashionkp.report.calibration import RIGHT
from fashionkp.report.numbers import OCCLUSION_RULE
from fashionkp.report.score_section import bars

_BREAKDOWNS = {'per_category': 'category', 'per_pair': 'pair'}
_SIDE_COUNTS = ('pairs', 'swapped', '%', 'on one side', '%')


def influence_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Error against occlusion and against the size of garments."""
    models = numbers['models']
    yield '<h2 id="influences">Occlusion and size</h2>'
    yield (
        f'<p>Occlusion under the rule <i>{OCCLUSION_RULE}</i>, which alone counts occluded points; '
        f'size under <i>{numbers["rule"]}</i>. A garment is as large as the long side of the box '
        'around its annotated points, and each size has about as many images.</p>'
    )
    yield legend([*models])
    kinds: dict[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]] = {
        'NE of visible and of occluded points': lambda one: one['occlusion']['points'],
        'NE by the share of points that are occluded': lambda one: one['occlusion']['images'],
        'NE by the size of the garment': lambda one: one['size'],
    }
    charts = (
        interval_chart(title, bars([of(one) for one in models.values()]))
        for title, of in kinds.items()
    )
    yield f'<div class="charts">{"".join(charts)}</div>'


def side_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Left points taken for right ones."""
    models = {name: one['sides'] for name, one in numbers['models'].items()}
    yield '<h2 id="sides">Left and right</h2>'
    yield (
        '<p>A point is on the wrong side where it is nearer to the true place of its mirror point '
        'than to its own. Both of a pair: they are swapped. One of them: both lie on the same '
        'side. A garment is mirrored where it has two pairs or more and all are swapped. The NE '
        'unswapped is that if swapped pairs traded places.</p>'
    )
    header = ('model', *_SIDE_COUNTS, 'mirrored', 'NE', 'NE unswapped')
    rows = [
        [name, *_side_counts(one), one['mirrored'], *_cost(numbers, name)]
        for name, one in models.items()
    ]
    yield table(header, rows)
    yield from _side_breakdowns(models)


def _side_breakdowns(models: Mapping[str, Any]) -> Iterator[str]:
    for key, title in _BREAKDOWNS.items():
        names = dict.fromkeys(name for one in models.values() for name in one[key])
        rows = [
            [name if key == 'per_category' else _pair(name), model, *_side_counts(one[key][name])]
            for name in names
            for model, one in models.items()
            if name in one[key]
        ]
        if rows:
            lines = table((title, 'model', *_SIDE_COUNTS), rows)
            yield f'<details><summary>By {title}</summary>{lines}</details>'


def _side_counts(one: Mapping[str, int]) -> list[object]:
    shares = (100 * one[key] / max(one['pairs'], 1) for key in ('swapped', 'one_sided'))
    swapped, one_sided = (round(share, 2) for share in shares)
    return [one['pairs'], one['swapped'], swapped, one['one_sided'], one_sided]


def _cost(numbers: Mapping[str, Any], name: str) -> list[object]:
    model = numbers['models'][name]
    ne, without = model['scores'][numbers['rule']]['NE'], model['sides']['NE_unswapped']
    if ne is None:
        return ['', '']
    return [round(ne, 3), round(without, 3)]


def _pair(left: str) -> str:
    return f'{left}, {mirror(left)}'


def calibration_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Whether scores and presence tell how sure one may be."""
    models = numbers['models']
    yield '<h2 id="calibration">Scores and presence</h2>'
    silent = [name for name, one in models.items() if not (one['presence'] or one['confidence'])]
    if silent:
        yield (
            f'<p>{escape_html(", ".join(silent))}: the predictions do not tell how sure the model is, as '
            'submissions (.csv) cannot. Give what <code>fashionkp predict -o FILE.jsonl</code> '
            'writes to have this examined.</p>'
        )
    if len(silent) == len(models):
        return
    calibrated = [
        [name, p['points'], round(p['brier'], 4), round(p['ece'], 4)]
        for name, one in models.items()
        if (p := one['presence'])
    ]
    yield table(('model', 'points', 'Brier score', 'expected calibration error'), calibrated)
    yield legend([*models])
    yield from _calibration_charts(models)
    for name, one in models.items():
        if one['confidence']:
            lines = _score_table(one['confidence'])
            yield f'<details><summary>Scores of {escape_html(name)}</summary>{lines}</details>'


def _calibration_charts(models: Mapping[str, Any]) -> Iterator[str]:
    presence = line_chart(
        'Share of points that are annotated, by presence',
        {name: _curve(one['presence']) for name, one in models.items()},
        ('presence; on the dashed line it is calibrated', '%'),
        (0, 1, 0, 100),
        dots=True,
        diagonal=True,
    )
    confidence = line_chart(
        f'Share of points with an error of at most {RIGHT:g} %, by score',
        {name: _curve(one['confidence']) for name, one in models.items()},
        ('mean score of a tenth of the points', '%'),
        (None, None, 0, 100),
        dots=True,
    )
    yield f'<div class="charts">{presence}{confidence}</div>'


def _curve(found: Mapping[str, Any] | None) -> tuple[np.ndarray, np.ndarray]:
    bins = found['bins'] if found else []
    return np.array([one['mean'] for one in bins]), np.array([100 * one['share'] for one in bins])


def _score_table(found: Mapping[str, Any]) -> str:
    rows = [
        [
            f'{one["from"]:.3f} to {one["to"]:.3f}',
            one['count'],
            round(one['NE'], 2),
            f'{100 * one["share"]:.1f} %',
        ]
        for one in found['bins']
    ]
    return table(('score', 'points', 'NE', f'within {RIGHT:g} %'), rows)


def category_section(numbers: Mapping[str, Any]) -> Iterator[str]:
    """Which categories garments are taken for; nothing where no model tells."""
    told = {name: one['categories'] for name, one in numbers['models'].items()}
    if not any(told.values()):
        return
    yield '<h2 id="categories">Categories</h2>'
    for name, one in told.items():
        if one:
            share = f'{100 * one["top1"]:.1f} % of {one["images"]} garments'
            yield f'<p>{escape_html(name)} tells the category of {share} rightly.</p>'
            yield share_table(one['counts'], 'true, told')
        else:
            yield f'<p>{escape_html(name)}: the predictions do not tell categories.</p>'
