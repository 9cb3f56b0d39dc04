"""Finds what is wrong with a data set, and where: tables, labels, pictures, leaks."""

from fashionkp.doctor.findings import Finding
from fashionkp.doctor.fix import mend, mended_text
from fashionkp.doctor.registry import CHECKS, SEVERITIES, Check
from fashionkp.doctor.run_checks import Examination, examine, found_rows

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
