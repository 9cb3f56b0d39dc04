"""Where an unpacked archive keeps its tables and images."""

import os
from pathlib import Path

_FOLDER = 'Annotations'


def image_root(csv_path: str | Path) -> Path:
    """Return the folder that the image ids of a table are relative to.

    Args:
        csv_path: The table.

    Returns:
        The table's folder; its parent if the table lies in ``Annotations/``.
    """
    folder = Path(csv_path).absolute().parent
    return folder.parent if folder.name == _FOLDER else folder


def annotation_files(path: str | Path) -> list[Path]:
    """Return the tables of an archive.

    Args:
        path: A table, or the folder of an unpacked archive.

    Returns:
        The table itself; or the CSVs in ``Annotations/``, sorted by name; or, if there are none,
        those in the folder.

    Raises:
        FileNotFoundError: If there is no table.
        PermissionError: If a folder must not be read.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f'{path}: no such file or folder: expected a CSV or an archive')
    patterns = (f'{_FOLDER}/*.csv', '*.csv')
    for pattern in patterns:
        if files := sorted(path.glob(pattern)):
            return files
    for folder in (path / _FOLDER, path):
        if folder.is_dir():
            os.listdir(folder)  # raises if the folder must not be read, where glob finds nothing
    raise FileNotFoundError(f'{path}: no table: expected {" or ".join(patterns)}')
