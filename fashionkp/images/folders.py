"""The image files of a folder."""

from pathlib import Path

from fashionkp.fileio.folder_files import files_in
from fashionkp.images.suffixes import IMAGE_SUFFIXES


def images_in(folder: Path) -> list[Path]:
    """Return the image files of a folder and its subfolders, sorted by path.

    See :func:`~fashionkp.fileio.folder_files.files_in` for what is left out.

    Raises:
        OSError: If one of the folders cannot be read.
    """
    return files_in(folder, IMAGE_SUFFIXES).used
