"""What models do well and where they fail, on one page."""

from fashionkp.report.error_images import image_finder
from fashionkp.report.evaluation import Evaluation, Model, evaluate
from fashionkp.report.numbers import report_numbers
from fashionkp.report.page import report_page
from fashionkp.report.text import report_text
from fashionkp.report.training_log import TrainingLog, read_training_log, read_training_logs

__all__ = [
    'Evaluation',
    'Model',
    'TrainingLog',
    'evaluate',
    'image_finder',
    'read_training_log',
    'read_training_logs',
    'report_numbers',
    'report_page',
    'report_text',
]
