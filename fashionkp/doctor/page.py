"""What was found as a page, with examples drawn."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import CHECKS
from fashionkp.doctor.run_checks import Diagnosis
from fashionkp.doctor.text import counts_text, overview, place
from fashionkp.html_pages.elements import Html, escape_html, figure, page, table
from fashionkp.images.reading import read_image
from fashionkp.visualization.keypoints import with_keypoints

MAX_EXAMPLES = 6
"""Findings of a check that the page shows; the others are counted."""

_HEIGHT = 280  # of images, pixels
Rows = dict[tuple[Path, int | None], int]
"""Row of each file and line."""


def examination_page(examination: Diagnosis) -> str:
    """The findings as a page of HTML in one file.

    Images that can be read are drawn with their points, those that are meant in a yellow ring.
    """
    data = examination.data
    body = [f'<p>{escape_html(overview(data))}</p>', f'<p><b>{counts_text(examination)}</b></p>']
    overall = [
        (
            Html(f'<span class="{CHECKS[name].severity}">{CHECKS[name].severity}</span>'),
            Html(f'<a href="#{name}">{name}</a>'),
            len(found),
            CHECKS[name].meaning,
        )
        for name, found in examination.findings.items()
    ]
    if overall:
        body.append(table(('', 'check', 'findings', 'meaning'), overall))
    places = zip(data.table.file_ids.tolist(), data.table.lines.tolist(), strict=True)
    rows: Rows = {(data.table.paths[file], line): row for row, (file, line) in enumerate(places)}
    for name, found in examination.findings.items():
        body += _section(data, name, found, rows)
    return page(f'Data check of {data.source.name or data.source}', body)


def _section(data: DataSet, name: str, found: list[Finding], rows: Rows) -> Iterator[str]:
    check = CHECKS[name]
    yield f'<h2 id="{name}"><span class="{check.severity}">{check.severity}</span>: {name}</h2>'
    yield f'<p>{escape_html(check.meaning)} {escape_html(check.remedy)}</p>'
    texts = []
    for finding in found[:MAX_EXAMPLES]:
        caption = f'{place(data, finding)}: {finding.text}'
        images = _images(data, finding, rows)
        if images:
            yield figure(np.hstack(images), caption)
        else:
            texts.append(caption)
    if len(found) > MAX_EXAMPLES:
        texts.append(f'and {len(found) - MAX_EXAMPLES} more')
    if texts:
        yield f'<ul>{"".join(f"<li>{escape_html(text)}</li>" for text in texts)}</ul>'


def _images(data: DataSet, finding: Finding, rows: Rows) -> list[np.ndarray]:
    """The image of a finding's row, drawn, and the one it is a copy of; none if unreadable."""
    row = rows.get((finding.path, finding.line))
    if row is None or data.images is None:
        return []
    try:
        images = [_drawn(read_image(data.image_paths[row]), data.table, row, finding)]
        if finding.image_like:
            images.append(read_image(finding.image_like))
    except (OSError, ValueError):
        return []  # that an image cannot be read is a finding of its own
    return [_at_height(image) for image in images]


def _at_height(image: np.ndarray) -> np.ndarray:
    width = max(1, round(image.shape[1] * _HEIGHT / image.shape[0]))
    return cv2.resize(image, (width, _HEIGHT), interpolation=cv2.INTER_AREA)


def _drawn(image: np.ndarray, table: AnnotationTable, row: int, finding: Finding) -> np.ndarray:
    return with_keypoints(
        image,
        str(table.category_names[row]),
        table.keypoints[row],
        table.visibility[row] >= 0,
        highlighted=finding.keypoints,
    )
