"""Where an unpacked archive keeps its tables and images."""

import logging
from functools import cache
from pathlib import Path

from fashionkp.fileio.folder_files import files_directly_in, left_out_text

_FOLDER = 'Annotations'
_logger = logging.getLogger('fashionkp')


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
        those in the folder. Hidden ones, such as the ``._train.csv`` of macOS, are left out; a
        line in the log names them.

    Raises:
        FileNotFoundError: If there is no table.
        PermissionError: If a folder must not be read.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f'{path}: no such file or folder: expected a CSV or an archive')
    for folder in (path / _FOLDER, path):
        if files := tables_in(folder):
            return files
    raise FileNotFoundError(f'{path}: no table: expected {_FOLDER}/*.csv or *.csv')


def tables_in(folder: Path) -> list[Path]:
    """Return the tables in a folder, sorted by name; none if it does not exist.

    Their suffix may be in small or large letters. A line in the log names the hidden ones, which
    are left out.
    """
    files = files_directly_in(folder, ('.csv',))
    if files.left_out:
        _report_left_out(tuple(files.left_out))
    return files.used


@cache  # a command may look for the tables several times
def _report_left_out(files: tuple[Path, ...]) -> None:
    _logger.warning('%s', left_out_text(files))
