"""A report on predictions: errors, their causes, and which of several models is better."""

from fashionkp.report.error_images import find_images
from fashionkp.report.evaluation import Evaluation, ModelErrors, evaluate
from fashionkp.report.heatmap_images import WorstHeatmaps, worst_heatmaps
from fashionkp.report.numbers import report_numbers
from fashionkp.report.page import report_page
from fashionkp.report.text import report_text
from fashionkp.report.training_log import TrainingLog, read_training_log, read_training_logs

__all__ = [
    'Evaluation',
    'ModelErrors',
    'TrainingLog',
    'WorstHeatmaps',
    'evaluate',
    'find_images',
    'read_training_log',
    'read_training_logs',
    'report_numbers',
    'report_page',
    'report_text',
    'worst_heatmaps',
]
