"""The lengths of the garments of a file: measuring, writing and printing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell
from fashionkp.fileio.text import escape_control_characters, json_text
from fashionkp.measurements import NAMES, Lengths, Reference, measure
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.prediction import PRESENT

OUTPUTS = ('.csv', '.json')
"""Endings of the files that :func:`write_lengths` writes."""


@dataclass(frozen=True)
class MeasuredGarment:
    """A garment of an image and its lengths.

    Attributes:
        image: Id or path of the image.
        category: Name of the garment's category.
        lengths: Its lengths.
    """

    image: str
    category: str
    lengths: Lengths

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects."""
        return dict(
            image=self.image,
            category=self.category,
            cm_per_pixel=self.lengths.cm_per_pixel,
            measurements=self.lengths.as_dict(),
        )


def measure_file(
    path: str | Path, reference: Reference | None = None, presence: float | None = None
) -> list[MeasuredGarment]:
    """Measure every garment of a file.

    Args:
        path: A table of annotations or of predictions (.csv), or another file that
            :func:`~fashionkp.predictions.files.read_predictions` reads.
        reference: What is known of the true size of the garments.
        presence: Presence from which a predicted key point counts as present;
            :data:`~fashionkp.predictions.prediction.PRESENT` by default.

    Returns:
        The garments in the order of the file.

    Raises:
        ValueError: If it is another kind of file, or malformed; if ``presence`` is given for a
            table, which has none, or is not between 0 and 1.
    """
    path = Path(path)
    if presence is not None and not 0 <= presence <= 1:
        raise ValueError(f'presence={presence}: expected 0 to 1')
    if presence is not None and path.suffix.lower() == '.csv':
        raise ValueError(f'presence={presence}: {path} is a table, which has no presence')
    threshold = PRESENT if presence is None else presence
    reference = reference or Reference()
    return [
        MeasuredGarment(
            garment.image,
            garment.category,
            reference.applied(
                measure(garment.category, garment.keypoints, garment.presence >= threshold)
            ),
        )
        for garment in read_predictions(path)
    ]


def write_lengths(path: str | Path, garments: Sequence[MeasuredGarment], unit: str) -> None:
    """Write lengths as a table or as JSON.

    Args:
        path: A file that ends in .csv (a column for each length, empty if it is not measurable,
            and one for the reasons) or .json (a list); it appears once it is complete. In a table,
            image names are written by :func:`~fashionkp.fileio.csv_cells.path_cell`.
        garments: The garments.
        unit: Unit of the table, 'pixels' or 'cm'; the JSON has both.

    Raises:
        ValueError: If the name ends in another way.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in OUTPUTS:
        raise ValueError(f'cannot write {path}: expected a name that ends in {", ".join(OUTPUTS)}')
    with atomic_write(path) as file:
        if suffix == '.json':
            rows = (json_text(garment.as_dict()) for garment in garments)
            file.write('[\n' + ',\n'.join(rows) + '\n]\n')
            return
        names = [f'{name}_{unit}' for name in NAMES]
        file.write(csv_row(['image_id', 'image_category', *names, 'not_measurable']))
        for garment in garments:
            file.write(csv_row(_cells(garment, unit)))


def _cells(garment: MeasuredGarment, unit: str) -> list[str]:
    values = in_unit(garment.lengths, unit)
    return [
        path_cell(escape_control_characters(garment.image)),
        garment.category,
        *(_text(values.get(name)) for name in NAMES),
        '; '.join(reasons(garment.lengths, unit)),
    ]


def in_unit(lengths: Lengths, unit: str) -> dict[str, float | None]:
    """Return lengths by name in a unit, 'pixels' or 'cm'."""
    return lengths.pixels if unit == 'pixels' else lengths.cm


def reasons(lengths: Lengths, unit: str) -> list[str]:
    """Return why lengths are not measurable in a unit, such as 'hem: no hemline_left'."""
    texts = [f'{name}: no {", no ".join(points)}' for name, points in lengths.absent.items()]
    if unit == 'cm' and lengths.cm_per_pixel is None:
        texts.append('no length in cm: none of the known lengths is measurable here')
    return texts


def garment_text(garment: MeasuredGarment, unit: str) -> str:
    """Return a garment's lengths for the terminal, one a line."""
    lines = [f'{escape_control_characters(garment.image)} ({garment.category})']
    lengths = garment.lengths
    for name, value in in_unit(lengths, unit).items():
        points = lengths.absent.get(name)
        reason = f'not measurable: no {", no ".join(points)}' if points else ''
        if not reason and value is None:
            reason = 'not in cm: none of the known lengths is measurable here'
        lines.append(f'  {name:18} {_text(value):>8} {reason if value is None else unit}')
    return '\n'.join(lines)


def summary_text(garments: Sequence[MeasuredGarment], unit: str) -> str:
    """Return for each category how often each length is measurable, its median and percentiles."""
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
