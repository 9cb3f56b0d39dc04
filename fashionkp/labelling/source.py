"""What is to be labelled: a folder of photos, or the rows of a file of labels."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from fashionkp.annotations import image_root
from fashionkp.annotations.archive import annotation_files
from fashionkp.annotations.cells import IMAGE_ID, expected_image_id
from fashionkp.annotations.no_garment_list import list_path
from fashionkp.fileio.folder_files import files_in, left_out_text
from fashionkp.images.suffixes import IMAGE_SUFFIXES
from fashionkp.labelling.label_file import SUFFIXES

LABELS = ('labels.csv', 'labels.json')
"""File of labels in a folder of photos: the first one unless the other exists."""


@dataclass(frozen=True)
class LabelSource:
    """Photos and the file of their labels.

    Attributes:
        output: The file that labels are saved to.
        start: File to begin with if ``output`` does not exist.
        photos: Path of each photo by its image id; those that only the file names are missing.
        errors: Photos that no table can name, and why.
        left_out: Files of the folder that are no photos, as text; empty if there are none.
    """

    output: Path
    start: Path | None = None
    photos: dict[str, Path] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    left_out: str = ''


def find_source(source: str | Path, output: str | Path | None = None) -> LabelSource:
    """Find the photos to label and the file of their labels.

    Args:
        source: A folder of photos, a FashionAI table, or COCO JSON.
        output: The file to save to. By default the source if it is a file, or the one table or
            ``labels.json`` of a folder, or a new ``labels.csv`` in it.

    Raises:
        FileNotFoundError: If there is no such source, or no photo in it.
        ValueError: If a folder has several files of labels, or the output does not lie where it
            finds the photos.
    """
    source = Path(source)
    output = None if output is None else Path(output)
    if source.is_dir():
        return _folder_source(source, output or _label_file(source))
    if source.suffix.lower() not in SUFFIXES:
        raise ValueError(f'{source}: expected a folder of photos, a table (.csv) or COCO (.json)')
    if not source.is_file():
        raise FileNotFoundError(f'{source}: no such file or folder')
    if output and not os.path.samefile(*map(_existing, (image_root(source), image_root(output)))):
        raise ValueError(f'{output}: expected a file in {image_root(source)}, beside the photos')
    return LabelSource(output or source, source)


def _existing(folder: Path) -> Path:
    """Return a folder, or the first one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _label_file(folder: Path) -> Path:
    """Return the file of labels of a folder."""
    try:
        files = annotation_files(folder)
    except FileNotFoundError:
        files = []
    files += [folder / name for name in LABELS[1:] if (folder / name).is_file()]
    if len(files) > 1:
        names = ', '.join(map(str, files))
        raise ValueError(f'{folder}: several files of labels: {names}: choose one with -o')
    return files[0] if files else folder / LABELS[0]


def _folder_source(folder: Path, output: Path) -> LabelSource:
    files = files_in(folder, IMAGE_SUFFIXES)
    labels = {path.absolute() for path in (output, list_path(output))}
    left_out = [path for path in files.left_out if path.absolute() not in labels]
    others = left_out_text(left_out) if left_out else ''
    if not files.used:
        raise FileNotFoundError(
            f'{folder}: no image in this folder: expected {", ".join(IMAGE_SUFFIXES)}'
            + (f' ({others})' if others else '')
        )
    root = image_root(output)
    photos: dict[str, Path] = {}
    errors: dict[str, str] = {}
    for path in files.used:
        absolute = path.absolute()
        if not absolute.is_relative_to(root):
            raise ValueError(
                f'{output}: expected a file in {folder.absolute()} or above it, from where its '
                'rows name the photos'
            )
        image_id = absolute.relative_to(root).as_posix()
        if IMAGE_ID.fullmatch(image_id):
            photos[image_id] = path
        else:
            errors[image_id] = f'no table can name it: expected {expected_image_id(image_id)}'
    return LabelSource(output, None, photos, errors, others)
