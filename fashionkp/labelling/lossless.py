"""Files of labels that can be written again without losing anything."""

import json
from pathlib import Path

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.rows import open_rows
from fashionkp.annotations.table import COLUMNS
from fashionkp.formats.coco.writer import coco_text


def require_lossless(path: Path, table: AnnotationTable) -> None:
    """Check that a file has nothing that it would lose when it is written again.

    Args:
        path: A FashionAI table, or COCO JSON.
        table: What was read from it.

    Raises:
        ValueError: If it has.
    """
    is_table = path.suffix.lower() == '.csv'
    (_require_plain_table if is_table else _require_plain_coco)(path, table)


def _require_plain_table(path: Path, table: AnnotationTable) -> None:
    other = '-o OUT writes the labels to another file'
    with open_rows(path) as (layout, _):
        extra = [name for name in layout.first_row if name.strip() not in COLUMNS]
        if layout.has_header and extra:
            raise ValueError(f'{path}: column {extra[0]}, which a save would lose: {other}')
    if not table.labelled.all():
        raise ValueError(f'{path}: rows without labels, which a save would lose: {other}')


def _require_plain_coco(path: Path, table: AnnotationTable) -> None:
    found = json.loads(path.read_text(encoding='utf-8-sig'))
    written = json.loads(''.join(coco_text(table, None)))
    for image in found['images']:
        image.pop('width', None), image.pop('height', None)
    for name in {**found, **written}:
        if name != 'categories' and found.get(name) != written.get(name):
            raise ValueError(
                f'{path}: {name} that a save would lose or change: -o OUT writes the labels to '
                'another file'
            )
