"""The part of the report that shows how training went."""

from collections.abc import Iterator, Sequence

from fashionkp.html_pages.charts import legend, line_chart
from fashionkp.html_pages.elements import Html
from fashionkp.report.training_log import Curve, TrainingLog

_FIRST = ('fashionai/NE', 'loss')
_CLOCKS = frozenset(('time', 'data_time', 'memory', 'base_lr'))


def training_section(logs: Sequence[TrainingLog]) -> Iterator[str]:
    """Curves of training runs, the most telling ones first; nothing without logs."""
    if not logs:
        return
    yield '<h2 id="training">Training</h2>'
    yield legend([log.name for log in logs])
    names = dict.fromkeys(name for log in logs for name in log.curves if name not in _CLOCKS)
    first = [name for name in _FIRST if name in names]
    others = sorted(name for name in names if name not in first)
    yield f'<div class="charts">{"".join(_chart(name, logs) for name in first)}</div>'
    if others:
        charts = ''.join(_chart(name, logs) for name in others)
        yield f'<details><summary>{len(others)} other curves</summary>'
        yield f'<div class="charts">{charts}</div></details>'


def _chart(name: str, logs: Sequence[TrainingLog]) -> Html:
    found = [log.curves.get(name, Curve()) for log in logs]
    per_epoch = any(curve.per_epoch for curve in found)
    lines = {str(i): (curve.steps, curve.values) for i, curve in enumerate(found)}
    return line_chart(name, lines, ('epoch' if per_epoch else 'iteration', ''), dots=per_epoch)
