"""Reading a folder of DeepFashion2."""

import logging
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.cells import LABEL_LIMIT
from fashionkp.categories import CATEGORY_IDS, KEYPOINTS
from fashionkp.fileio.error_list import error_list
from fashionkp.fileio.folder_files import files_directly_in
from fashionkp.fileio.json_fields import JsonObject, read_json
from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.progress import progress_bar

_ANNOTATIONS, _IMAGES = 'annos', 'image'

_logger = logging.getLogger('fashionkp')


def read_deepfashion2(folder: str | Path, *, show_progress: bool = False) -> AnnotationTable:
    """Read ``train`` or ``validation`` of DeepFashion2 as a table.

    A row is the garment with the largest box of those with landmarks in an image. One line in the
    log counts the others, and images without a garment. Key points without an equivalent landmark
    are absent.

    Args:
        folder: Contains ``annos/*.json``, and the images in ``image/``.
        show_progress: Whether to show a progress bar.

    Returns:
        The rows in the order of the files; ``lines`` are the files' numbers, from 1.

    Raises:
        FileNotFoundError: If there are no annotations.
        ValueError: If a file differs from the published form; the message names file and key.
    """
    annotations = Path(folder) / _ANNOTATIONS
    found = files_directly_in(annotations, ('.json',))
    files, hidden = found.used, found.left_out
    if not files:
        raise FileNotFoundError(f'{annotations}: no *.json: expected train or validation')
    left_out = Counter[str]({'hidden files': len(hidden)} if hidden else {})
    garments = _largest_garments(progress_bar(files, unit='file', show=show_progress), left_out)
    if left_out:
        _logger.warning(
            'left out: %s', ', '.join(f'{n} {why}' for why, n in sorted(left_out.items()))
        )
    return AnnotationTable.from_cells(
        [f'{_IMAGES}/{files[number - 1].stem}.jpg' for number in garments],
        [category_id for category_id, _ in garments.values()],
        [cells for _, cells in garments.values()],
        path=annotations,
        lines=list(garments),
    )


def _largest_garments(
    files: Iterable[Path], left_out: Counter[str]
) -> dict[int, tuple[int, np.ndarray]]:
    """Return the :func:`_largest_garment` of each file by the file's number, from 1."""
    garments, errors = {}, []
    for number, file in enumerate(files, 1):
        try:
            if garment := _largest_garment(read_json(file), left_out):
                garments[number] = garment
        except ValueError as error:
            errors.append(error)
    if errors:
        raise ValueError(error_list(f'{len(errors)} malformed files', errors))
    return garments


def _largest_garment(data: JsonObject, left_out: Counter[str]) -> tuple[int, np.ndarray] | None:
    """Return category id and cells, (24, 3), of an image's garment with the largest box.

    Garments without landmarks count only if no garment of the image has any.

    Args:
        data: Content of the image's annotation file.
        left_out: Counts what is left out, by reason.
    """
    garments = []
    for key in data.fields:
        if not key.startswith('item'):
            continue
        item = data.object(key)
        number = item.get('category_id', int)
        if number not in GARMENTS:
            left_out['of other categories'] += 1
            continue
        x0, y0, x1, y1 = item.numbers('bounding_box', 4)
        garments.append(((x1 - x0) * (y1 - y0), number, _cells(item, number)))
    if not garments:
        left_out['images without a garment'] += 1
        return None
    annotated = [garment for garment in garments if (garment[2][:, 2] >= 0).any()] or garments
    if without := len(garments) - len(annotated):
        left_out['without landmarks'] += without
    if len(annotated) > 1:
        left_out['beside a larger garment'] += len(annotated) - 1
    _, number, cells = max(annotated, key=lambda garment: garment[0])
    return CATEGORY_IDS[GARMENTS[number].category], cells


def _cells(item: JsonObject, number: int) -> np.ndarray:
    """Return x, y and v of each key point as in a table, (24, 3), from a garment's landmarks."""
    garment = GARMENTS[number]
    landmarks = np.array(item.numbers('landmarks', 3 * garment.landmarks)).reshape(-1, 3)
    cells = np.full((len(KEYPOINTS), 3), -1.0)
    for name, landmark in garment.points.items():
        x, y, visibility = landmarks[landmark - 1].tolist()
        in_range = min(x, y) >= 0 and max(x, y) < LABEL_LIMIT
        if visibility not in (0, 1, 2) or (visibility and not in_range):
            raise item.error(
                'landmarks',
                f'coordinates in 0..{LABEL_LIMIT - 1} and v 0, 1 or 2 at landmark {landmark}',
                value=[x, y, visibility],
            )
        if visibility:
            cells[KEYPOINTS.index(name)] = x, y, visibility - 1
    return cells
