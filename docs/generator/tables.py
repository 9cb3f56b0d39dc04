"""Pages of the reference that are tables of the package: key points, lengths, checks, formats."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import COLUMNS
from fashionkp.attributes import ATTRIBUTES, CLASSES, Definition
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.doctor.registry import SEVERITIES, Check
from fashionkp.doctor.run_checks import CHECKS, SUBMISSION_CHECKS
from fashionkp.keypoints import mirror
from fashionkp.measurements import MEASUREMENTS, NAMES, Measurement
from fashionkp.predictions.prediction import Prediction
from generator.markdown import anchor, code, fenced, prose, table


def keypoints() -> str:
    """Return the page of the key points and categories."""
    points = (
        (
            str(i),
            code(name),
            code(mirror(name)) if mirror(name) != name else '',
            *('x' if name in category.keypoints else '' for category in CATEGORIES.values()),
        )
        for i, name in enumerate(KEYPOINTS)
    )
    units = (
        (code(name), str(len(category.keypoints)), _codes(category.normalizing_pair))
        for name, category in CATEGORIES.items()
    )
    return '\n'.join(
        [
            '# Key points and categories\n',
            'The key points in the order of the columns of tables and of the channels of models. '
            'Left and right are those of the image.\n',
            table(('index', 'key point', 'mirror image', *CATEGORIES), points),
            '![The five categories with the numbers and names of their key points]'
            '(/images/keypoints.png)\n',
            'Their distance is the unit of the [score](/score.md):\n',
            table(('category', 'key points', 'normalizing pair'), units),
        ]
    )


def lengths() -> str:
    """Return the page of the lengths."""
    rows = []
    for name in NAMES:
        paths: dict[str, list[str]] = {}
        for category, measurements in MEASUREMENTS.items():
            for measurement in measurements:
                if measurement.name == name:
                    paths.setdefault(_path(measurement), []).append(category)
        rows += [(code(name), path, _codes(categories)) for path, categories in paths.items()]
    return '\n'.join(
        [
            '# Lengths\n',
            '[`fashionkp measure`](/reference/cli/measure.md) and `fashionkp.measure` compute '
            'these lengths, along straight lines between the points. `a + b` is the middle of two '
            'points. Widths are those of a garment that lies flat. [How to measure](/measuring.md) '
            'describes units, margins and your own lengths.\n',
            table(('length', 'from, to', 'categories'), rows),
        ]
    )


def attributes() -> str:
    """Return the page of the attributes and their thresholds."""
    parts = [
        '# Attributes\n',
        'What [`fashionkp attributes`](/reference/cli/attributes.md) decides, and where each class '
        'begins. A value is the longest of the lengths, divided by the scale: the geometric mean '
        'of the references, each divided by its usual size. [How to recognize '
        'attributes](/attributes.md) has the figures.\n',
    ]
    for name in CLASSES:
        parts.append(f'## {code(name)}\n')
        parts += _definitions(name)
    return '\n'.join(parts)


def _definitions(attribute: str) -> Iterator[str]:
    """Yield the blocks of an attribute: one for the categories that decide it alike."""
    alike: dict[Definition, list[str]] = {}
    for category, definitions in ATTRIBUTES.items():
        if attribute in definitions:
            alike.setdefault(definitions[attribute], []).append(category)
    for definition, categories in alike.items():
        bounds = ('', *(f'from {bound:g}' for bound in definition.bounds))
        yield f'{", ".join(map(code, categories))}:\n'
        yield table(
            ('class', 'value'),
            [
                (label, bound or f'below {definition.bounds[0]:g}')
                for label, bound in zip(definition.classes, bounds, strict=True)
            ],
        )
        yield f'- Lengths: {"; ".join(map(_path, definition.lengths))}'
        references = (
            f'{_path(reference.length)} ({reference.size:g})' for reference in definition.references
        )
        yield f'- References, with their usual sizes: {"; ".join(references)}'
        if definition.start:
            yield f'- Value of a garment of no length: {definition.start:g}'
        yield ''


def checks() -> str:
    """Return the page of the doctor's checks."""
    return '\n'.join(
        [
            '# Checks\n',
            'The checks of [`fashionkp doctor`](/reference/cli/doctor.md) and '
            '[`fashionkp submit-check`](/reference/cli/submit-check.md), by the names '
            'in their reports.\n',
            '## Of data sets\n',
            *_checks(CHECKS),
            '## Of submissions\n',
            *_checks(SUBMISSION_CHECKS),
        ]
    )


def _checks(registry: Mapping[str, Check]) -> Iterator[str]:
    for severity in SEVERITIES:
        rows = [
            (code(check.name), prose(check.meaning), prose(check.remedy))
            for check in registry.values()
            if check.severity == severity
        ]
        if rows:
            yield table((severity, 'meaning', 'remedy'), rows)


def formats(root: Path) -> str:
    """Return the page of the file formats: tables, predictions, and what can be converted."""
    data = (root / 'docs' / 'converting.md').read_text(encoding='utf-8')
    titles = [line[3:] for line in data.splitlines() if line.startswith('## ')]
    links = (f'[{title}](/converting.md#{anchor(title)})' for title in titles)
    cells = {
        '`x_y_1`': 'visible at (x, y), pixels of the image',
        '`x_y_0`': 'occluded, at (x, y)',
        '`-1_-1_-1`': 'absent, or not a key point of the category',
    }
    return '\n'.join(
        [
            '# File formats\n',
            '## FashionAI tables\n',
            'CSV files with a row for each image: its path below the folder of the archive, its '
            'category, and a cell for each key point.\n',
            table(('cell', 'meaning'), cells.items()),
            f'The columns, in this order: {_codes(COLUMNS)}.\n',
            'Tables without labels have the first two columns only. [Data](/data.md) describes '
            'what is accepted, and [the checks](/reference/checks.md) what is reported.\n',
            '## Predictions\n',
            'A line of a `.jsonl` file, indented here, as `Prediction.as_dict()` returns it:\n',
            fenced(_compact_json(_example().as_dict()), 'json'),
            '[Output files](/predicting.md#output-files) describes Parquet and submissions.\n',
            '## Other formats\n',
            '[`fashionkp convert`](/reference/cli/convert.md) reads and writes '
            f'{", ".join(links)}.\n',
        ]
    )


def _compact_json(value: Any) -> str:
    """Return indented JSON, with lists and objects of plain values on one line."""
    text = json.dumps(value, indent=2)
    return re.sub(r'[\[{][^\[\]{}]*[\]}]', lambda match: ' '.join(match[0].split()), text)


def _example() -> Prediction:
    """Return a prediction of a skirt."""
    points = np.array([[90.0, 40.0], [166.0, 42.0], [60.0, 230.0], [196.0, 228.0]])
    return Prediction(
        image='photos/skirt.jpg',
        size=(256, 256),
        box=(0.0, 0.0, 256.0, 256.0),
        category='skirt',
        category_score=0.98,
        category_probs={name: 0.98 if name == 'skirt' else 0.005 for name in CATEGORIES},
        keypoints=points,
        scores=np.array([0.95, 0.94, 0.71, 0.78]),
        presence=np.array([1.0, 1.0, 0.99, 0.99]),
    )


def _path(measurement: Measurement) -> str:
    return ', '.join(code(point.text) for point in measurement.path)


def _codes(names: Iterable[str]) -> str:
    return ', '.join(map(code, names))
