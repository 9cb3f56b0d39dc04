"""The attributes of the garments of images as records: writing and printing them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO, Any

from fashionkp.attributes import ATTRIBUTES, CLASSES
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.csv_cells import csv_row, path_cell
from fashionkp.fileio.text import escape_control_characters, json_text
from fashionkp.predictions.prediction import PRESENT, Prediction
from fashionkp.predictions.record_writer import Write, write_json_lines

Record = dict[str, Any]
"""``image``, ``category`` and ``attributes`` of a garment, as plain Python objects."""

_SHOWN = 0.1  # probability from which another class is printed
_SURE = 0.8


def attribute_record(
    garment: Prediction, present_from: float | None = None, confidence: float = 0.0
) -> Record:
    """Return the attributes of a garment.

    Args:
        garment: The garment.
        present_from: Presence from which a key point counts as present;
            :data:`~fashionkp.predictions.prediction.PRESENT` by default.
        confidence: Labels of a lower confidence are left out.
    """
    attributes = garment.attributes(PRESENT if present_from is None else present_from)
    values = {name: attribute.as_dict() for name, attribute in attributes.items()}
    for value in values.values():
        if value['label'] is not None and value['confidence'] < confidence:
            value['label'] = None
    return dict(image=garment.image, category=garment.category, attributes=values)


def _write_json(file: IO[str], records: Iterable[Record]) -> None:
    separator = '[\n'
    for record in records:
        file.write(separator + json_text(record))
        separator = ',\n'
    file.write('[]\n' if separator == '[\n' else '\n]\n')


def _write_csv(file: IO[str], records: Iterable[Record]) -> None:
    columns = [column for name in CLASSES for column in (name, f'{name}_confidence')]
    file.write(csv_row(['image_id', 'image_category', *columns, 'undecided']))
    for record in records:
        file.write(csv_row(_cells(record)))


def _cells(record: Record) -> list[str]:
    attributes = record['attributes']
    cells = [path_cell(escape_control_characters(record['image'])), record['category']]
    for name in CLASSES:
        value = attributes.get(name, {})
        cells.append(value.get('label') or '')
        confidence = value.get('confidence')
        cells.append('' if confidence is None else f'{confidence:.3f}')
    reasons = (f'{name}: {_reason(v)}' for name, v in attributes.items() if v['label'] is None)
    return [*cells, '; '.join(reasons)]


def _reason(value: dict[str, Any]) -> str:
    """Return why an attribute has no label, such as 'no hemline_left'."""
    if value['absent']:
        return f'no {", no ".join(value["absent"])}'
    return f'confidence {value["confidence"]:.2f}'


WRITERS: dict[str, Write] = {'.csv': _write_csv, '.json': _write_json, '.jsonl': write_json_lines}
"""Functions that write records to a file, by its ending. A table has the label and confidence of
each attribute and the reasons for missing ones; JSON has all that records have."""


def garment_text(record: Record) -> str:
    """Return a garment's attributes for the terminal, one a line, with other likely classes."""
    lines = [f'{escape_control_characters(record["image"])} ({record["category"]})']
    for name, value in record['attributes'].items():
        label = value['label']
        if label is None:
            lines.append(f'  {name:15} undecided: {_reason(value)}')
            continue
        others = sorted(value['probabilities'].items(), key=lambda item: -item[1])
        rest = ', '.join(f'{n} {p:.2f}' for n, p in others if n != label and p >= _SHOWN)
        text = f'  {name:15} {label:14} {value["confidence"]:.2f}'
        lines.append(f'{text}   {rest}'.rstrip())
    return '\n'.join(lines)


def summary_text(records: Sequence[Record]) -> str:
    """Return for each category how many garments have each class, and a high confidence."""
    lines = []
    for category in CATEGORIES:
        found = [record['attributes'] for record in records if record['category'] == category]
        if not found:
            continue
        lines.append(f'{category} ({len(found)})')
        for name, definition in ATTRIBUTES[category].items():
            known = [a[name] for a in found if a[name]['label'] is not None]
            sure = sum(value['confidence'] >= _SURE for value in known)
            counts = Counter(value['label'] for value in known)
            classes = [n for n in CLASSES[name] if n in {*definition.classes, *counts}]
            shares = ', '.join(f'{n} {counts[n]}' for n in classes)
            lines.append(
                f'  {name:15} {len(known):>6} known, {sure} of them at {_SURE} or more: {shares}'
            )
    return '\n'.join(lines)
