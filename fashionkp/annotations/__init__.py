"""FashionAI's annotation tables as arrays: reading, checking and writing them."""

from fashionkp.annotations.archive import annotation_files, image_root
from fashionkp.annotations.reader import read_annotations, read_submission
from fashionkp.annotations.table import CATEGORY_POINTS, COLUMNS, AnnotationTable
from fashionkp.annotations.writer import DECIMALS, write_annotations, write_submission

__all__ = [
    'CATEGORY_POINTS',
    'COLUMNS',
    'DECIMALS',
    'AnnotationTable',
    'annotation_files',
    'image_root',
    'read_annotations',
    'read_submission',
    'write_annotations',
    'write_submission',
]
