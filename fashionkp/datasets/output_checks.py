"""Checks of the files that are to be written about a data set or in another form of it."""

import os
from collections.abc import Iterable
from pathlib import Path

from fashionkp.annotations import annotation_files
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.fileio.output_checks import refuse_overwriting_inputs, require_writable


def check_outputs(
    outputs: Iterable[str | Path],
    *data: str | Path,
    inputs: Iterable[str | Path] = (),
    images: str | Path | None = None,
) -> None:
    """Check, before any work, that outputs can be written and are no part of the data.

    Args:
        outputs: Files that are to be written.
        *data: Tables and folders of archives that are read. No output may be one of their tables,
            or an image that a row names.
        inputs: Other files that are read.
        images: Folder that the image ids are relative to; by default that of each table.

    Raises:
        ValueError: If an output is an input, by whatever path or link.
        OSError: If an output cannot be written; the error names it.
    """
    outputs = list(outputs)
    for output in outputs:
        require_writable(output)
    existing = [output for output in outputs if os.path.isfile(output)]
    if existing:  # otherwise it is not worth reading the tables
        refuse_overwriting_inputs(existing, [*inputs, *_files(data, images)])


def _files(data: Iterable[str | Path], images: str | Path | None) -> list[Path]:
    """Return the tables of data sets, and the images that their rows name."""
    tables = [table for source in data for table in annotation_files(source)]
    if not tables:
        return []
    return [*tables, *inspect_annotations(*tables)[0].image_paths(images)]
