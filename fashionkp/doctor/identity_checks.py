"""Checks of which image a row speaks of: ids, repetitions, leaks into the test data."""

import re
from collections.abc import Iterator

import numpy as np

from fashionkp.annotations.duplicates import differences, repeated_rows
from fashionkp.categories import CATEGORIES
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding, at_row, at_rows, file_name, full_location
from fashionkp.doctor.registry import check

_OFFICIAL_ID = re.compile(rf'Images/({"|".join(CATEGORIES)})/[0-9a-f]{{32}}\.jpg')


@check(
    'id-form',
    'info',
    'An image id that is not of the form Images/<category>/<32 hexadecimal digits>.jpg, which '
    'those of the challenge have.',
    'Nothing: any relative path will do.',
)
def id_form(data: DataSet) -> Iterator[Finding]:
    ids = data.table.image_ids.tolist()
    rows = np.array([not _OFFICIAL_ID.fullmatch(image_id) for image_id in ids], bool)
    return at_rows(data.table, rows, lambda row: ids[row])


@check(
    'other-folder',
    'warning',
    'The image lies in the folder of another category than its row says.',
    'Look which is right: points of the wrong garment would be learnt.',
)
def other_folder(data: DataSet) -> Iterator[Finding]:
    names = data.table.category_names.tolist()
    pairs = zip(data.table.image_ids.tolist(), names, strict=True)
    rows = [not {*image_id.split('/')[:-1]} & {*CATEGORIES} <= {name} for image_id, name in pairs]
    return at_rows(data.table, np.array(rows, bool), lambda row: f'image_category = {names[row]}')


@check(
    'repeated-row',
    'warning',
    'A row says the same as another one of its image, or has no labels where that one has.',
    'Nothing for this package, which drops it; other programs count the image twice. --fix drops '
    'it.',
)
def repeated_row(data: DataSet) -> Iterator[Finding]:
    first, second = repeated_rows(data.table)
    same = differences(data.table, first, second) == ''
    for original, row in zip(first[same].tolist(), second[same].tolist(), strict=True):
        yield at_row(data.table, row, f'as {data.table.location(original)}')


@check(
    'contradiction',
    'error',
    'Two rows give the same image other labels or another category.',
    'Decide for one of them.',
)
def contradiction(data: DataSet) -> Iterator[Finding]:
    first, second = repeated_rows(data.table)
    differs = differences(data.table, first, second)
    for i in np.flatnonzero(differs != '').tolist():
        text = f'other {differs[i]} than {data.table.location(first[i])}'
        yield at_row(data.table, int(second[i]), text)


@check(
    'leak-by-id',
    'error',
    'An image of the test data stands in the training data: the score will be too good.',
    'Leave the row out of training. 366 images stand in both the official training data and test '
    'A of round 1.',
)
def leak_by_id(data: DataSet) -> Iterator[Finding]:
    if data.test is None:
        return
    test = data.test.table
    places = {file_name(test, place): place for place in range(len(test))}
    for row in range(len(data.table)):
        if (place := places.get(file_name(data.table, row))) is not None:
            yield at_row(data.table, row, f'as {full_location(test, place)}')
