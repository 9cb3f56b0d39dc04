"""What was found, as text and as JSON."""

import os
from textwrap import fill
from typing import Any

from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import CHECKS, SEVERITIES
from fashionkp.doctor.run_checks import Diagnosis
from fashionkp.fileio.error_list import first_items
from fashionkp.fileio.text import escape_control_characters

WIDTH = 100
"""Characters in a line of the text, but for the findings themselves."""

MAX_EXAMPLES = 3
"""Findings of a check that the text spells out; the others are counted."""

_LONGEST = 255  # of an image id, characters


def text(examination: Diagnosis) -> str:
    """A table of the checks that found something, then examples of each."""
    lines = [overview(examination.data), '']
    width = max(map(len, examination.findings), default=0)
    for name, found in examination.findings.items():
        lines.append(f'{CHECKS[name].severity:7}  {name:{width}}  {len(found):7}')
    for name, found in examination.findings.items():
        check = CHECKS[name]
        lines += ['', f'{check.severity}: {name} ({len(found)})', _wrapped(check.meaning)]
        examples = [
            f'{place(examination.data, finding)}: {finding.text}'
            for finding in found[:MAX_EXAMPLES]
        ]
        lines += [f'    {item}' for item in first_items(examples, total=len(found))]
        lines.append(_wrapped(check.remedy))
    return escape_control_characters('\n'.join([*lines, '', counts_text(examination)]), kept='\n')


def _wrapped(sentences: str) -> str:
    return fill(sentences, WIDTH, initial_indent='  ', subsequent_indent='  ')


def overview(data: DataSet) -> str:
    """What was looked at, in a line."""
    tables = 'a table' if len(data.files) == 1 else f'{len(data.files)} tables'
    bad = f' and {len(data.malformed_rows)} malformed ones' if data.malformed_rows else ''
    opened = 'images not opened' if data.images is None else f'{len(data.images)} images'
    return f'{data.source}: {tables}, {len(data.table)} rows{bad}, {opened}'


def counts_text(examination: Diagnosis) -> str:
    """How many errors and so on, in a line."""
    errors, warnings, infos = map(examination.count, SEVERITIES)
    return f'{errors} errors, {warnings} warnings, {infos} notes'


def place(data: DataSet, finding: Finding) -> str:
    """Where a finding is, such as ``Annotations/train.csv:12 Images/skirt/a.jpg``."""
    line = '' if finding.line is None else f':{finding.line}'
    name = finding.image_id
    if len(name) > _LONGEST:  # what stands where an id should be may be a file's whole rest
        name = f'{name[:_LONGEST]}...'
    return escape_control_characters(f'{_relative(data, finding)}{line} {name}'.rstrip())


def _relative(data: DataSet, finding: Finding) -> str:
    """A finding's file, relative to the folder that was named."""
    folder = data.source if data.source.is_dir() else data.source.parent
    return os.path.relpath(finding.path, folder)


def as_json(examination: Diagnosis) -> dict[str, Any]:
    """All findings, for programs."""
    data = examination.data
    return {
        'source': str(data.source),
        'tables': [str(file.path) for file in data.files],
        'rows': len(data.table),
        'malformed_rows': len(data.malformed_rows),
        'pictures': None if data.images is None else len(data.images),
        'counts': {severity: examination.count(severity) for severity in SEVERITIES},
        'checks': [
            {
                'name': name,
                'severity': CHECKS[name].severity,
                'meaning': CHECKS[name].meaning,
                'remedy': CHECKS[name].remedy,
                'findings': [_finding_json(data, finding) for finding in found],
            }
            for name, found in examination.findings.items()
        ],
    }


def _finding_json(data: DataSet, finding: Finding) -> dict[str, Any]:
    return {
        'file': _relative(data, finding),
        'line': finding.line,
        'image_id': finding.image_id,
        'keypoints': list(finding.keypoints),
        'text': finding.text,
    }
