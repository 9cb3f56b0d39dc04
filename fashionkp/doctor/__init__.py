"""Finds what is wrong with a data set, and where: tables, labels, pictures, leaks."""

from fashionkp.doctor.examination import Examination, examine, found_rows
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.mending import mend, mended_text
from fashionkp.doctor.registry import CHECKS, SEVERITIES, Check

__all__ = [
    'CHECKS',
    'SEVERITIES',
    'Check',
    'Examination',
    'Finding',
    'examine',
    'found_rows',
    'mend',
    'mended_text',
]
