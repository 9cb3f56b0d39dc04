"""The image files of a table: their sizes, and links to them from another folder."""

import os
from pathlib import Path, PurePosixPath

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.error_list import error_list
from fashionkp.images.reading import image_size


def image_sizes(table: AnnotationTable, images: str | Path | None = None) -> np.ndarray:
    """Read the sizes of a table's images from their headers.

    Args:
        table: The rows.
        images: Folder that the image ids are relative to; by default that of the archive around
            each file of the table.

    Returns:
        Width and height, (N, 2), pixels.

    Raises:
        FileNotFoundError: If images are missing; the message names the first ones.
    """
    paths = table.image_paths(images)
    missing = [path for path in paths if not path.is_file()]
    if missing:
        title = (
            f'{len(missing)} of {len(paths)} images are missing, so that their sizes are unknown '
            '(--images gives their folder)'
        )
        raise FileNotFoundError(error_list(title, missing))
    return np.array([image_size(path) for path in paths], np.int64).reshape(-1, 2)


def link_images(table: AnnotationTable, source: Path, root: Path) -> None:
    """Link the topmost folders of a table's images, so that image ids are valid below a new root.

    Args:
        table: The rows.
        source: Folder that the image ids are relative to; folders missing there are not linked.
        root: Folder for the links.

    Raises:
        FileExistsError: If something else has the name of a link.
    """
    tops = {top for image_id in table.image_ids for top in PurePosixPath(image_id).parts[:1]}
    for name in sorted(tops):
        target, link = source / name, root / name
        if not target.exists() or (link.exists() and link.samefile(target)):
            continue  # tables come without images, too
        if link.exists() or link.is_symlink():
            raise FileExistsError(f'{link}: exists already, in the place of a link to {target}')
        root.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.path.relpath(target.resolve(), root.resolve()))
