"""Tables of any bytes are read or refused with a ValueError; what was read can be written back.

python fuzz/csv_reader.py -max_total_time=300
"""

import csv
import logging
import tempfile
from itertools import chain
from pathlib import Path

import atheris

with atheris.instrument_imports(include=['fashionkp']):
    from fashionkp.annotations import (
        COLUMNS,
        read_annotations,
        read_submission,
        write_annotations,
        write_submission,
    )
    from fashionkp.annotations.reader import inspect_annotations
    from fashionkp.categories import CATEGORIES, KEYPOINTS
    from fashionkp.doctor import fix_table
    from fashionkp.formats.wide_table import read_wide_table

from harness import run

FOLDER = Path(tempfile.mkdtemp(dir='/dev/shm' if Path('/dev/shm').is_dir() else None))
SOURCE, COPY = FOLDER / 'a.csv', FOLDER / 'b.csv'

HEADER = ','.join(COLUMNS)
ROW = ','.join(['Images/skirt/a.jpg', 'skirt', *['-1_-1_-1'] * len(KEYPOINTS)])
POINTS = ROW.replace('-1_-1_-1', '1_2_1')
WIDE = 'image,category,waistband_left_x,waistband_left_y,waistband_left_v,crotch\n'


def are_equal(first, second) -> bool:
    names = ('image_ids', 'category_ids', 'keypoints', 'visibility', 'labelled')
    return all((getattr(first, name) == getattr(second, name)).all() for name in names)


def annotations() -> None:
    table, malformed_rows, errors = inspect_annotations(SOURCE)
    try:
        table = read_annotations(SOURCE)
    except ValueError:
        return
    assert not malformed_rows
    assert not errors
    if table.labelled.all() or not table.labelled.any():
        write_annotations(COPY, table)
        assert are_equal(read_annotations(COPY), table)


def submission() -> None:
    table = read_submission(SOURCE)
    write_submission(COPY, table)
    assert read_submission(COPY).image_ids.tolist() == table.image_ids.tolist()


def fixed() -> None:
    fix_table(SOURCE, COPY)
    with COPY.open(encoding='utf-8', newline='') as file:
        for cell in chain.from_iterable(csv.reader(file)):
            assert not cell.startswith(tuple('=+@\t\r\n')), repr(cell)
            assert not cell.startswith('-') or set(cell) <= set('0123456789._-'), repr(cell)


def target(data: bytes) -> None:
    SOURCE.write_bytes(data)
    for check in (annotations, submission, fixed, lambda: read_wide_table(SOURCE)):
        try:
            check()
        except ValueError as error:
            assert 'a.csv' in str(error), error


if __name__ == '__main__':
    logging.disable(logging.CRITICAL)
    seeds = [
        f'{HEADER}\n{ROW}\n{POINTS}\n',
        f'\ufeff{HEADER}\r\n{ROW}\r\n',
        f'{ROW}\n',
        'image_id,image_category\nImages/dress/b.jpg,dress\n',
        f'{WIDE}a.jpg,trousers,1.5,2,visible,"3 4"\n',
        f'{HEADER},category\n"./=a;b.jpg",{ROW},skirt\n',
    ]
    words = ['image_id', 'image_category', 'category', '-1_-1_-1', '1_2_1', './', '"', '\ufeff']
    run(target, map(str.encode, seeds), [*words, *CATEGORIES, *KEYPOINTS, '\udcff', '1e-9_.5_1.0'])
