"""Statistics of a data set: categories, key points, distances and sizes."""

from fashionkp.stats.charts import chart_sheet, stats_charts
from fashionkp.stats.numbers import stats_numbers
from fashionkp.stats.page import stats_page
from fashionkp.stats.sample import Sample, read_sample
from fashionkp.stats.text import stats_text

__all__ = [
    'Sample',
    'chart_sheet',
    'read_sample',
    'stats_charts',
    'stats_numbers',
    'stats_page',
    'stats_text',
]
