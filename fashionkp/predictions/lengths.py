"""The lengths of the garments of a file: measuring, writing and printing them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.csv_cells import csv_row, path_cell
from fashionkp.fileio.text import escape_control_characters, json_text
from fashionkp.measurements import NAMES, Lengths, Plane, PlaneNotFound, Reference
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.prediction import PRESENT, Prediction

OUTPUTS = ('.csv', '.json')
"""Endings of the files that :func:`write_lengths` writes."""

_NO_REFERENCE = 'none of the known lengths is measurable here'


@dataclass(frozen=True)
class MeasuredGarment:
    """A garment of an image and its lengths.

    Attributes:
        image: Id or path of the image.
        category: Name of the garment's category.
        lengths: Its lengths.
        no_cm: Why it has no lengths in centimetres, if the plane that it lies in was looked for.
    """

    image: str
    category: str
    lengths: Lengths
    no_cm: str = ''

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects."""
        reason = dict(not_in_cm=self.no_cm) if self.no_cm else {}
        return dict(
            image=self.image,
            category=self.category,
            cm_per_pixel=self.lengths.cm_per_pixel,
            **reason,
            measurements=self.lengths.as_dict(),
        )


@dataclass(frozen=True)
class Measuring:
    """How garments are measured.

    Attributes:
        presence: Presence from which a predicted key point counts as present;
            :data:`~fashionkp.predictions.prediction.PRESENT` by default.

    Raises:
        ValueError: If ``presence`` is not between 0 and 1.
    """

    presence: float | None = None

    def __post_init__(self) -> None:
        if self.presence is not None and not 0 <= self.presence <= 1:
            raise ValueError(f'presence={self.presence}: expected 0 to 1')

    def measure(
        self, garment: Prediction, scale: Reference | Plane | PlaneNotFound | None = None
    ) -> MeasuredGarment:
        """Measure a garment.

        Args:
            garment: The garment.
            scale: What is known of its true size; the plane that it lies in; or why that was not
                found.
        """
        reason = ''
        if isinstance(scale, PlaneNotFound):
            scale, reason = None, str(scale)
        presence = PRESENT if self.presence is None else self.presence
        try:
            lengths = garment.lengths(scale, presence)
        except PlaneNotFound as error:
            return replace(self.measure(garment), no_cm=str(error))
        return MeasuredGarment(garment.image, garment.category, lengths, reason)


def measure_file(
    path: str | Path,
    scale: Reference | Plane | None = None,
    measuring: Measuring | None = None,
) -> list[MeasuredGarment]:
    """Measure every garment of a file.

    Args:
        path: A table of annotations or of predictions (.csv), or another file that
            :func:`~fashionkp.predictions.files.read_predictions` reads.
        scale: What is known of the true size of the garments, or the plane that they lie in, the
            same in all images.
        measuring: How to measure.

    Returns:
        The garments in the order of the file.

    Raises:
        ValueError: If it is another kind of file, or malformed; if a presence is given for a
            table, which has none.
    """
    path, measuring = Path(path), measuring or Measuring()
    if measuring.presence is not None and path.suffix.lower() == '.csv':
        raise ValueError(f'presence={measuring.presence}: {path} is a table, which has no presence')
    return [measuring.measure(garment, scale) for garment in read_predictions(path)]


def write_lengths(path: str | Path, garments: Sequence[MeasuredGarment], unit: str) -> None:
    """Write lengths as a table or as JSON.

    Args:
        path: A file that ends in .csv (a column for each length, empty if it is not measurable,
            and one for the reasons; with margins a column for each) or .json (a list); it appears
            once it is complete. In a table, image names are written by
            :func:`~fashionkp.fileio.csv_cells.path_cell`.
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
        with_margins = _have_margins(garments)
        kinds = ('', '_margin') if with_margins else ('',)
        names = [f'{name}{kind}_{unit}' for name in NAMES for kind in kinds]
        file.write(csv_row(['image_id', 'image_category', *names, 'not_measurable']))
        for garment in garments:
            file.write(csv_row(_cells(garment, unit, with_margins=with_margins)))


def _cells(garment: MeasuredGarment, unit: str, *, with_margins: bool) -> list[str]:
    values, margins = garment.lengths.in_unit(unit), garment.lengths.margins_in_unit(unit)
    numbers = []
    for name in NAMES:
        numbers.append(_text(values.get(name)))
        if with_margins:
            numbers.append(_text(margins.get(name)))
    return [
        path_cell(escape_control_characters(garment.image)),
        garment.category,
        *numbers,
        '; '.join(reasons(garment, unit)),
    ]


def _have_margins(garments: Sequence[MeasuredGarment]) -> bool:
    return any(garment.lengths.pixel_margins for garment in garments)


def reasons(garment: MeasuredGarment, unit: str) -> list[str]:
    """Return why lengths are not measurable in a unit, such as 'hem: no hemline_left'."""
    absent = garment.lengths.absent
    texts = [f'{name}: no {", no ".join(points)}' for name, points in absent.items()]
    if unit == 'cm' and (reason := _why_no_cm(garment)):
        texts.append(f'no length in cm: {reason}')
    return texts


def _why_no_cm(garment: MeasuredGarment) -> str:
    lengths = garment.lengths
    if lengths.cm_per_pixel is not None or lengths.plane_cm is not None:
        return ''
    return garment.no_cm or _NO_REFERENCE


def garment_text(garment: MeasuredGarment, unit: str) -> str:
    """Return a garment's lengths for the terminal, one a line."""
    lines = [f'{escape_control_characters(garment.image)} ({garment.category})']
    lengths, margins = garment.lengths, garment.lengths.margins_in_unit(unit)
    for name, value in lengths.in_unit(unit).items():
        if points := lengths.absent.get(name):
            text = f'not measurable: no {", no ".join(points)}'
        elif value is None:
            text = f'not in cm: {_why_no_cm(garment)}'
        else:
            text = f'± {_text(margins[name])} {unit}' if name in margins else unit
        lines.append(f'  {name:18} {_text(value):>8} {text}')
    return '\n'.join(lines)


def summary_text(garments: Sequence[MeasuredGarment], unit: str) -> str:
    """Return for each category how often each length is measurable, its median and percentiles.

    Lengths with margins have the median margin, too.
    """
    lines = []
    margin = f' {"margin":>9}' if _have_margins(garments) else ''
    for category in CATEGORIES:
        measured = [g.lengths for g in garments if g.category == category]
        if not measured:
            continue
        title = f'{category} ({len(measured)}) {unit:>24}'
        lines.append(f'{title} {"5 %":>9} {"median":>9} {"95 %":>9}{margin}')
        for name in measured[0].pixels:
            rows = [lengths.in_unit(unit)[name] for lengths in measured]
            values = [value for value in rows if value is not None]
            cells = [*np.percentile(values, [5, 50, 95])] if values else []
            margins = [lengths.margins_in_unit(unit).get(name) for lengths in measured]
            widths = [width for width in margins if width is not None]
            cells += [np.median(widths)] if widths else []
            numbers = ' '.join(f'{_text(cell):>9}' for cell in cells)
            lines.append(f'  {name:18} {len(values):>6} measured {numbers}'.rstrip())
    return '\n'.join(lines)


def _text(value: float | None) -> str:
    return '' if value is None or not math.isfinite(value) else f'{value:.1f}'
