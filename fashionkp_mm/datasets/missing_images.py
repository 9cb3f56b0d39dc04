"""Finding out, before a training starts, which images of a table are not there."""

import os
from collections.abc import Sequence
from pathlib import Path

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.error_list import MAX_LISTED, error_list


def check_images(table: AnnotationTable, roots: Sequence[Path]) -> None:
    """Look for the image of each row; folders are listed once instead of asking file by file.

    Args:
        table: The rows.
        roots: Folder that the image ids are relative to, for each file of the table.

    Raises:
        FileNotFoundError: Images are missing; all are reported together, with their rows.
    """
    present: dict[tuple[int, str], set[str]] = {}
    missing = []
    for row, (file_id, image_id) in enumerate(
        zip(table.file_ids.tolist(), table.image_ids.tolist(), strict=True)
    ):
        folder, _, name = image_id.rpartition('/')
        if (file_id, folder) not in present:
            place = roots[file_id] / folder
            present[file_id, folder] = set(os.listdir(place)) if place.is_dir() else set()
        if name not in present[file_id, folder]:
            missing.append(row)
    if missing:
        lines = [
            f'{table.location(row)}: no image {roots[table.file_ids[row]] / table.image_ids[row]}'
            for row in missing[:MAX_LISTED]
        ]
        title = f'{len(missing)} images are missing:'
        raise FileNotFoundError(error_list(title, lines, total=len(missing)))
