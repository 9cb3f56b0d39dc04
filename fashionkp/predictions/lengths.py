"""The lengths of many garments: out of tables and predictions, into tables and JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable, read_submission
from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell
from fashionkp.fileio.text import escape_control_characters, json_text
from fashionkp.measurements import NAMES, Lengths, Reference, measure
from fashionkp.predictions.files import read_garments
from fashionkp.predictions.prediction import PRESENT, Prediction

OUTPUTS = ('.csv', '.json')
"""Ends of the names of files that :func:`write_garments` writes."""


@dataclass(frozen=True)
class Garment:
    """A garment of an image and its lengths.

    Attributes:
        image: Id or path of the image.
        category: Name of the garment's category.
        lengths: What was measured on it.
    """

    image: str
    category: str
    lengths: Lengths

    def as_dict(self) -> dict[str, Any]:
        """The same as plain Python objects."""
        return dict(
            image=self.image,
            category=self.category,
            cm_per_pixel=self.lengths.cm_per_pixel,
            measurements=self.lengths.as_dict(),
        )


def measured_file(
    path: str | Path, reference: Reference | None = None, presence: float | None = None
) -> list[Garment]:
    """Measure every garment of a file.

    Args:
        path: A table of annotations or of predictions (.csv), in which a point is absent where
            v is -1 or where it lies at (-1, -1); or predictions as
            :func:`~fashionkp.predictions.files.read_garments` takes them.
        reference: What is known of the true size of the garments.
        presence: Presence from which a predicted point counts as being there;
            :data:`~fashionkp.predictions.prediction.PRESENT` by default.

    Returns:
        The garments in the order of the file.

    Raises:
        ValueError: Another kind of file, a malformed one, ``presence`` for a table, which tells
            none, or outside of 0 to 1.
    """
    path = Path(path)
    if presence is not None and not 0 <= presence <= 1:
        raise ValueError(f'presence={presence}: expected 0 to 1')
    if path.suffix == '.csv':
        if presence is not None:
            raise ValueError(f'presence={presence}: {path} is a table, which tells no presence')
        garments = _of_table(read_submission(path))
    else:
        garments = _of_predictions(read_garments(path), PRESENT if presence is None else presence)
    reference = reference or Reference()
    return [Garment(g.image, g.category, reference.applied(g.lengths)) for g in garments]


def _of_table(table: AnnotationTable) -> Iterator[Garment]:
    # A submission cannot leave a point out: programs write (-1, -1) for one that is not there.
    present = (table.visibility >= 0) & (table.keypoints != -1).any(-1)
    for i, (image, category) in enumerate(
        zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True)
    ):
        ids = list(category_by_name(category).keypoint_ids)
        yield Garment(image, category, measure(category, table.keypoints[i, ids], present[i, ids]))


def _of_predictions(predictions: Iterable[Prediction], presence: float) -> Iterator[Garment]:
    for row in predictions:
        lengths = measure(row.category, row.keypoints, row.presence >= presence)
        yield Garment(row.image, row.category, lengths)


def write_garments(path: str | Path, garments: Sequence[Garment], unit: str) -> None:
    """Write lengths as a table or as JSON.

    Args:
        path: A file that ends in .csv (a column for each length, empty where there is none, and one
            that says why) or .json (a list); it appears, complete, when all is written. Images in
            a table are written as :func:`~fashionkp.fileio.csv_cells.path_cell`.
        garments: What to write.
        unit: Unit of the table, 'pixels' or 'cm'; the JSON has both.

    Raises:
        ValueError: The name ends in another way.
    """
    suffix = Path(path).suffix
    if suffix not in OUTPUTS:
        raise ValueError(f'cannot write {path}: expected a name that ends in {", ".join(OUTPUTS)}')
    with atomic_write(path) as file:
        if suffix == '.json':
            rows = (json_text(g.as_dict()) for g in garments)
            file.write('[\n' + ',\n'.join(rows) + '\n]\n')
            return
        names = [f'{name}_{unit}' for name in NAMES]
        file.write(csv_row(['image_id', 'image_category', *names, 'not_measurable']))
        for garment in garments:
            values = in_unit(garment.lengths, unit)
            cells = [_text(values.get(name)) for name in NAMES]
            why = '; '.join(reasons(garment.lengths, unit))
            file.write(
                csv_row(
                    [
                        path_cell(escape_control_characters(garment.image)),
                        garment.category,
                        *cells,
                        why,
                    ]
                )
            )


def in_unit(lengths: Lengths, unit: str) -> dict[str, float | None]:
    """Lengths by name in a unit, 'pixels' or 'cm'."""
    return lengths.pixels if unit == 'pixels' else lengths.cm


def reasons(lengths: Lengths, unit: str) -> list[str]:
    """Why lengths of a garment are not measurable in a unit, such as 'hem: no hemline_left'."""
    texts = [f'{name}: no {", no ".join(points)}' for name, points in lengths.absent.items()]
    if unit == 'cm' and lengths.cm_per_pixel is None:
        texts.append('no length in cm: none of the known lengths is measurable here')
    return texts


def garment_text(garment: Garment, unit: str) -> str:
    """A garment's lengths, one a line, for reading."""
    lines = [f'{escape_control_characters(garment.image)} ({garment.category})']
    lengths = garment.lengths
    for name, value in in_unit(lengths, unit).items():
        points = lengths.absent.get(name)
        why = f'not measurable: no {", no ".join(points)}' if points else ''
        if not why and value is None:
            why = 'not in cm: none of the known lengths is measurable here'
        lines.append(f'  {name:18} {_text(value):>8} {unit if value is not None else why}')
    return '\n'.join(lines)


def summary_text(garments: Sequence[Garment], unit: str) -> str:
    """For each category how often each length is measurable, and its middle and outer values."""
    lines = []
    for category in CATEGORIES:
        rows = [in_unit(g.lengths, unit) for g in garments if g.category == category]
        if not rows:
            continue
        lines.append(f'{category} ({len(rows)}) {unit:>24} {"5 %":>9} {"median":>9} {"95 %":>9}')
        for name in rows[0]:
            values = [value for row in rows if (value := row[name]) is not None]
            cells = np.percentile(values, [5, 50, 95]) if values else ()
            numbers = ' '.join(f'{_text(cell):>9}' for cell in cells)
            lines.append(f'  {name:18} {len(values):>6} measured {numbers}'.rstrip())
    return '\n'.join(lines)


def _text(value: float | None) -> str:
    return '' if value is None else f'{value:.1f}'
