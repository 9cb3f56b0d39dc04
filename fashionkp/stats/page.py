"""The statistics of a data set as an HTML page."""

from collections.abc import Mapping
from typing import Any

from fashionkp.html_pages.embedded_image import embed_png
from fashionkp.html_pages.environment import render_page
from fashionkp.stats.charts import stats_charts
from fashionkp.stats.keypoint_maps import MAX_ROWS, keypoint_map
from fashionkp.stats.sample import Sample
from fashionkp.stats.tables import stats_tables, summary

_MAP_SCALE = 0.75  # of a map on the page


def stats_page(sample: Sample, numbers: Mapping[str, Any]) -> str:
    """Return charts, key point maps and tables as an HTML page in one file.

    Args:
        sample: The data set.
        numbers: Result of :func:`~fashionkp.stats.numbers.stats_numbers` for it.
    """
    return render_page(
        'stats.html',
        source=numbers['source'],
        summary=summary(numbers),
        charts=stats_charts(sample),
        maps={
            name: embed_png(keypoint_map(sample, name), _MAP_SCALE)
            for name in sample.labelled_categories
        },
        max_rows=MAX_ROWS,
        tables=stats_tables(numbers),
    )
