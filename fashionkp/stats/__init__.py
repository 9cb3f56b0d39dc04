"""What a data set consists of: categories, points, distances and sizes in numbers and charts."""

from fashionkp.stats.charts import chart_sheet, charts
from fashionkp.stats.numbers import numbers
from fashionkp.stats.sample import Sample, read_sample
from fashionkp.stats.text import page_of, text_of

__all__ = ['Sample', 'chart_sheet', 'charts', 'numbers', 'page_of', 'read_sample', 'text_of']
