"""The image files of a folder."""

import os
from pathlib import Path
from typing import NoReturn

from fashionkp.images.suffixes import IMAGE_SUFFIXES


def images_in(folder: Path) -> list[Path]:
    """Return the image files of a folder and its subfolders, sorted by path.

    Raises:
        OSError: If one of the folders cannot be read.
    """
    paths = (
        Path(parent, name) for parent, _, names in os.walk(folder, onerror=_raise) for name in names
    )
    return sorted(
        path
        for path in paths
        # other systems leave hidden files, such as ._a.jpg, that are not images
        if path.suffix.lower() in IMAGE_SUFFIXES
        and not path.name.startswith('.')
        and path.is_file()
    )


def _raise(error: OSError) -> NoReturn:
    """Raise what :func:`os.walk` would otherwise ignore, along with the folder's images."""
    raise error
