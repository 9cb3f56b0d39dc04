"""Finds what is wrong with a data set, and where: tables, labels, images, leaks."""

from fashionkp.doctor.findings import Finding
from fashionkp.doctor.fix import fix_summary, fix_table
from fashionkp.doctor.registry import CHECKS, SEVERITIES, Check
from fashionkp.doctor.run_checks import Diagnosis, found_rows, run_checks

__all__ = [
    'CHECKS',
    'SEVERITIES',
    'Check',
    'Diagnosis',
    'Finding',
    'fix_summary',
    'fix_table',
    'found_rows',
    'run_checks',
]
