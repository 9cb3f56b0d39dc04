"""Findings as text and as JSON."""

import os
from collections.abc import Iterator
from textwrap import fill
from typing import Any

from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import SEVERITIES, Check
from fashionkp.doctor.run_checks import Diagnosis
from fashionkp.fileio.error_list import first_items
from fashionkp.fileio.text import escape_control_characters

_WIDTH = 100  # of meanings and remedies, characters
_MAX_IMAGE_ID = 255  # characters of an image id to show


def diagnosis_text(diagnosis: Diagnosis, *, max_examples: int = 3) -> str:
    """Return a table of the checks that found something, then the findings.

    Args:
        diagnosis: The findings.
        max_examples: Number of findings of each check to list; the others are counted.
    """
    lines = [overview(diagnosis.data), '']
    width = max(map(len, diagnosis.findings), default=0)
    for name, findings in diagnosis.findings.items():
        lines.append(f'{diagnosis.checks[name].severity:7}  {name:{width}}  {len(findings):7}')
    lines += ['', findings_text(diagnosis, max_examples=max_examples)] if diagnosis.findings else []
    return escape_control_characters('\n'.join([*lines, '', counts_text(diagnosis)]), kept='\n')


def findings_text(diagnosis: Diagnosis, *, max_examples: int) -> str:
    """Return the findings of each check below its meaning and above its remedy.

    Args:
        diagnosis: The findings.
        max_examples: Number of findings of each check to list; the others are counted.
    """
    sections = (
        '\n'.join(_section(diagnosis.data, diagnosis.checks[name], findings, max_examples))
        for name, findings in diagnosis.findings.items()
    )
    return escape_control_characters('\n\n'.join(sections), kept='\n')


def _section(
    data: DataSet, check: Check, findings: list[Finding], max_examples: int
) -> Iterator[str]:
    yield f'{check.severity}: {check.name} ({len(findings)})'
    yield _wrapped(check.meaning)
    examples = [f'{location(data, finding)}: {finding.text}' for finding in findings[:max_examples]]
    listed = first_items(examples, limit=max_examples, total=len(findings))
    yield from (f'    {item}' for item in listed)
    yield _wrapped(check.remedy)


def _wrapped(sentences: str) -> str:
    return fill(sentences, _WIDTH, initial_indent='  ', subsequent_indent='  ')


def overview(data: DataSet) -> str:
    """Return a line with the numbers of tables, rows and images."""
    tables = 'a table' if len(data.files) == 1 else f'{len(data.files)} tables'
    malformed = f' and {len(data.malformed_rows)} malformed rows' if data.malformed_rows else ''
    images = 'images not opened' if data.images is None else f'{len(data.images)} images'
    return f'{data.source}: {tables}, {len(data.table)} rows{malformed}, {images}'


def counts_text(diagnosis: Diagnosis) -> str:
    """Return a line with the numbers of errors, warnings and infos."""
    errors, warnings, infos = map(diagnosis.count, SEVERITIES)
    return f'{errors} errors, {warnings} warnings, {infos} infos'


def location(data: DataSet, finding: Finding) -> str:
    """Return where a finding is, such as ``Annotations/train.csv:12 Images/skirt/a.jpg``."""
    line = '' if finding.line is None else f':{finding.line}'
    image_id = finding.image_id
    if len(image_id) > _MAX_IMAGE_ID:  # after a quote that is not closed, the rest of the file
        image_id = f'{image_id[:_MAX_IMAGE_ID]}...'
    return escape_control_characters(f'{_relative_path(data, finding)}{line} {image_id}'.rstrip())


def _relative_path(data: DataSet, finding: Finding) -> str:
    """Return the file of a finding, relative to the folder of the data set."""
    folder = data.source if data.source.is_dir() else data.source.parent
    return os.path.relpath(finding.path, folder)


def diagnosis_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return all findings as a JSON object."""
    data = diagnosis.data
    return {
        'source': str(data.source),
        'tables': [str(file.path) for file in data.files],
        'rows': len(data.table),
        'malformed_rows': len(data.malformed_rows),
        'pictures': None if data.images is None else len(data.images),
        'counts': {severity: diagnosis.count(severity) for severity in SEVERITIES},
        'checks': [
            _check_json(data, diagnosis.checks[name], findings)
            for name, findings in diagnosis.findings.items()
        ],
    }


def _check_json(data: DataSet, check: Check, findings: list[Finding]) -> dict[str, Any]:
    return {
        'name': check.name,
        'severity': check.severity,
        'meaning': check.meaning,
        'remedy': check.remedy,
        'findings': [
            {
                'file': _relative_path(data, finding),
                'line': finding.line,
                'image_id': finding.image_id,
                'keypoints': list(finding.keypoints),
                'text': finding.text,
            }
            for finding in findings
        ],
    }
