"""Check, before training starts, that the images of a table exist."""

import os
from pathlib import Path

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.error_list import MAX_LISTED, error_list


def check_images(table: AnnotationTable, root: str | Path | None = None) -> None:
    """Raise if the image of a row does not exist.

    Each folder is listed once, which is faster than a check of each file.

    Args:
        table: The rows.
        root: Folder that the image ids are relative to; by default that of the archive around each
            file of the table.

    Raises:
        FileNotFoundError: If images are missing; the message lists their rows.
    """
    present: dict[Path, set[str]] = {}
    missing = []
    for row, path in enumerate(table.image_paths(root)):
        folder = path.parent
        if folder not in present:
            present[folder] = set(os.listdir(folder)) if folder.is_dir() else set()
        if path.name not in present[folder]:
            missing.append((row, path))
    if missing:
        rows = [f'{table.location(row)}: {path}' for row, path in missing[:MAX_LISTED]]
        title = f'{len(missing)} images are missing:'
        raise FileNotFoundError(error_list(title, rows, total=len(missing)))
