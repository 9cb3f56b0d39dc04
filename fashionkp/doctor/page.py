"""The findings as an HTML page, with examples drawn."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import Check
from fashionkp.doctor.run_checks import Diagnosis
from fashionkp.doctor.text import counts_text, location, overview
from fashionkp.html_pages.embedded_image import EmbeddedImage, embed_jpeg
from fashionkp.html_pages.environment import render_page
from fashionkp.images.reading import read_image
from fashionkp.images.resizing import rescale
from fashionkp.visualization.keypoints import with_keypoints

MAX_EXAMPLES = 6
"""Findings of a check that the page shows; the others are counted."""

_HEIGHT = 280  # of images, pixels

_RowIndices = dict[tuple[Path, int | None], int]  # by file and line


@dataclass(frozen=True)
class _Section:
    """The part of the page about one check: examples as figures, or as text without an image."""

    check: Check
    count: int
    figures: list[tuple[EmbeddedImage, str]]
    texts: list[str]


def diagnosis_page(diagnosis: Diagnosis) -> str:
    """Return the findings as an HTML page in one file.

    Images that can be read are drawn with their key points; those of the finding are circled in
    yellow.
    """
    data = diagnosis.data
    locations = zip(data.table.file_ids.tolist(), data.table.lines.tolist(), strict=True)
    rows = {(data.table.paths[file], line): row for row, (file, line) in enumerate(locations)}
    return render_page(
        'doctor.html',
        name=data.source.name or str(data.source),
        overview=overview(data),
        counts=counts_text(diagnosis),
        sections=[
            _section(data, diagnosis.checks[name], findings, rows)
            for name, findings in diagnosis.findings.items()
        ],
    )


def _section(data: DataSet, check: Check, findings: list[Finding], rows: _RowIndices) -> _Section:
    figures, texts = [], []
    for finding in findings[:MAX_EXAMPLES]:
        caption = f'{location(data, finding)}: {finding.text}'
        images = _images(data, finding, rows)
        if images:
            figures.append((embed_jpeg(np.hstack(images)), caption))
        else:
            texts.append(caption)
    if len(findings) > MAX_EXAMPLES:
        texts.append(f'and {len(findings) - MAX_EXAMPLES} more')
    return _Section(check, len(findings), figures, texts)


def _images(data: DataSet, finding: Finding, rows: _RowIndices) -> list[np.ndarray]:
    """Return the image of a finding's row and the one it is a copy of; none if unreadable."""
    row = rows.get((finding.path, finding.line))
    if row is None or data.images is None:
        return []
    try:
        images = [_with_row(read_image(data.image_paths[row]), data.table, row, finding)]
        if finding.copy_of:
            images.append(read_image(finding.copy_of))
    except (OSError, ValueError):
        return []  # that an image cannot be read is a finding of its own
    return [rescale(image, _HEIGHT / image.shape[0]) for image in images]


def _with_row(image: np.ndarray, table: AnnotationTable, row: int, finding: Finding) -> np.ndarray:
    return with_keypoints(
        image,
        str(table.category_names[row]),
        table.keypoints[row],
        table.visibility[row] >= 0,
        highlighted=finding.keypoints,
    )
