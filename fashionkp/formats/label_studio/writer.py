"""Writing what Label Studio imports: a labelling configuration and tasks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES, KEYPOINTS
from fashionkp.fileio.atomic_file import atomic_folder
from fashionkp.fileio.text import json_text
from fashionkp.formats.label_studio.config import (
    GARMENT,
    IMAGE,
    KEYPOINT,
    OCCLUDED,
    VISIBILITY,
    labelling_config,
)
from fashionkp.formats.several_garments import rows_by_image

CONFIG, TASKS = 'config.xml', 'tasks.json'
"""Files of the folder."""

LOCAL_FILES = '/data/local-files/?d='
"""Where Label Studio serves images of its machine; image ids follow."""

_WIDTH = 0.4  # of a key point, per cent of the image's width


def write_label_studio(
    folder: str | Path,
    table: AnnotationTable,
    sizes: np.ndarray,
    *,
    scores: np.ndarray | None = None,
    image_url: str = LOCAL_FILES,
) -> None:
    """Write the labelling configuration, and a task for each image.

    Args:
        folder: The folder to make; it appears once it is complete.
        table: The rows, any number of an image.
        sizes: Width and height of each row's image, (N, 2), pixels.
        scores: Scores of predicted key points, (N, 24); the tasks then have predictions to be
            corrected. Without them, they have annotations.
        image_url: What the image ids are appended to, to make URLs of the images.

    Raises:
        FileExistsError: If the folder exists and is not empty.
    """
    with atomic_folder(folder) as work:
        (work / CONFIG).write_text(labelling_config(), encoding='utf-8')
        with (work / TASKS).open('w', encoding='utf-8') as file:
            separator = '[\n'
            for task in label_studio_tasks(table, sizes, scores=scores, image_url=image_url):
                file.write(separator + json_text(task))
                separator = ',\n'
            file.write('\n]\n' if separator == ',\n' else '[]\n')


def label_studio_tasks(
    table: AnnotationTable,
    sizes: np.ndarray,
    *,
    scores: np.ndarray | None = None,
    image_url: str = LOCAL_FILES,
) -> Iterator[dict[str, Any]]:
    """Yield the task of each image; see :func:`write_label_studio`."""
    low, high = table.extents()
    for rows in rows_by_image(table):
        image_id = str(table.image_ids[rows[0]])
        category = CATEGORY_NAMES[table.category_ids[rows[0]]]
        data = {IMAGE: image_url + quote(image_id), 'image_id': image_id, 'category': category}
        task: dict[str, Any] = {'data': data}
        labelled = [row for row in rows if table.labelled[row]]
        result: list[dict[str, Any]] = []
        for number, row in enumerate(labelled, 1):
            box = np.concatenate([low[row], high[row]]) if (high[row] > low[row]).all() else None
            result += _garment(table, row, f'garment{number}', sizes[row], box=box, scores=scores)
        if scores is not None:
            known = scores[labelled][table.visibility[labelled] >= 0]
            known = known[np.isfinite(known)]
            score = {'score': round(float(known.mean()), 5)} if len(known) else {}
            task['predictions'] = [{'model_version': 'fashionkp', **score, 'result': result}]
        elif labelled:
            task['annotations'] = [{'result': result}]
        yield task


def _garment(
    table: AnnotationTable,
    row: int,
    id_: str,
    size: np.ndarray,
    *,
    box: np.ndarray | None,
    scores: np.ndarray | None,
) -> Iterator[dict[str, Any]]:
    """Yield the regions of a garment: its box, by default the image, and its key points."""
    percent = 100 / size.astype(float)
    common = {
        'to_name': IMAGE,
        'original_width': int(size[0]),
        'original_height': int(size[1]),
        'image_rotation': 0,
    }
    name = CATEGORY_NAMES[table.category_ids[row]]
    corners = np.array([0, 0, *size]) if box is None else box
    x0, y0, x1, y1 = (corners * np.tile(percent, 2)).tolist()
    place = {'x': x0, 'y': y0, 'width': x1 - x0, 'height': y1 - y0, 'rotation': 0}
    value = {**place, 'rectanglelabels': [name]}
    yield {**common, 'id': id_, 'type': 'rectanglelabels', 'from_name': GARMENT, 'value': value}
    for channel in CATEGORIES[name].keypoint_ids:
        if table.visibility[row, channel] < 0:
            continue
        region = {**common, 'id': f'{id_}_{KEYPOINTS[channel]}', 'parentID': id_}
        if scores is not None and np.isfinite(scores[row, channel]):
            region['score'] = round(float(scores[row, channel]), 5)
        x, y = (table.keypoints[row, channel] * percent).tolist()
        place = {'x': x, 'y': y, 'width': _WIDTH}
        yield from _keypoint(region, place, channel, occluded=table.visibility[row, channel] == 0)


def _keypoint(
    region: dict[str, Any], place: dict[str, float], channel: int, *, occluded: bool
) -> Iterator[dict[str, Any]]:
    """Yield the region of a key point; another one of the same id has its choice."""
    value: dict[str, Any] = {**place, 'keypointlabels': [KEYPOINTS[channel]]}
    yield {**region, 'type': 'keypointlabels', 'from_name': KEYPOINT, 'value': value}
    if occluded:
        value = {**place, 'choices': [OCCLUDED]}
        yield {**region, 'type': 'choices', 'from_name': VISIBILITY, 'value': value}
