"""Where the archives keep their tables and images."""

import os
from pathlib import Path

_FOLDER = 'Annotations'


def image_root(csv_path: str | Path) -> Path:
    """Folder that the image ids of a table are relative to.

    Args:
        csv_path: The table.

    Returns:
        The folder of the table; that above it where the table lies in ``Annotations/``.
    """
    folder = Path(csv_path).absolute().parent
    return folder.parent if folder.name == _FOLDER else folder


def annotation_files(path: str | Path) -> list[Path]:
    """The tables of an archive.

    Args:
        path: A table, or the folder of an unpacked archive.

    Returns:
        The table itself, or the CSVs of the folder's ``Annotations/``, or those of the folder;
        sorted by name.

    Raises:
        FileNotFoundError: There is none.
        PermissionError: A folder must not be read.
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
            os.listdir(folder)  # glob finds nothing where a folder must not be read: this raises
    raise FileNotFoundError(f'{path}: no table: looked for {" and ".join(patterns)}')
