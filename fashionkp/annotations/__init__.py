"""The FashionAI table as arrays: read, check, write."""

from fashionkp.annotations.table import CATEGORY_POINTS, COLUMNS, AnnotationTable
from fashionkp.annotations.writer import write_annotations, write_submission

__all__ = [
    'CATEGORY_POINTS',
    'COLUMNS',
    'AnnotationTable',
    'write_annotations',
    'write_submission',
]
