"""The image files of a table, and their sizes."""

from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.error_list import error_list
from fashionkp.images.reading import image_size


def image_sizes(table: AnnotationTable, images: str | Path | None = None) -> np.ndarray:
    """Sizes of the images of a table, from their headers.

    Args:
        table: The rows.
        images: As for :func:`write_coco`.

    Returns:
        (width, height), (N, 2), pixels.

    Raises:
        FileNotFoundError: Images are missing; the message names the first 20.
    """
    files = table.image_paths(images)
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        title = (
            f'{len(missing)} of {len(files)} images are missing, so their sizes are unknown '
            '(--images names their folder, --no-sizes leaves sizes out)'
        )
        raise FileNotFoundError(error_list(title, missing))
    return np.array([image_size(file) for file in files], np.int64).reshape(-1, 2)
