"""Checks of data sets and submissions: tables, labels, images and leaks."""

from fashionkp.doctor.findings import Finding
from fashionkp.doctor.fix import fix_summary, fix_table
from fashionkp.doctor.registry import CHECKS, SEVERITIES, SUBMISSION_CHECKS, Check
from fashionkp.doctor.run_checks import (
    Diagnosis,
    check_submission,
    found_rows,
    label_findings,
    rows_with_finding,
    run_checks,
)

__all__ = [
    'CHECKS',
    'SEVERITIES',
    'SUBMISSION_CHECKS',
    'Check',
    'Diagnosis',
    'Finding',
    'check_submission',
    'fix_summary',
    'fix_table',
    'found_rows',
    'label_findings',
    'rows_with_finding',
    'run_checks',
]
