"""Checks of image ids: repeated rows, contradictions, and leaks into the test data."""

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
    meaning='An image id is not of the form Images/<category>/<32 hexadecimal digits>.jpg, as in '
    'the official tables.',
    remedy='Nothing: any relative path is valid.',
)
def id_form(data: DataSet) -> Iterator[Finding]:
    ids = data.table.image_ids.tolist()
    mask = np.array([not _OFFICIAL_ID.fullmatch(image_id) for image_id in ids], bool)
    return at_rows(data.table, mask, lambda row: ids[row])


@check(
    'other-folder',
    'warning',
    meaning='The image is in the folder of another category than its row has.',
    remedy='Check which is right: a model would learn the key points of the wrong garment.',
)
def other_folder(data: DataSet) -> Iterator[Finding]:
    names = data.table.category_names.tolist()
    pairs = zip(data.table.image_ids.tolist(), names, strict=True)
    mask = [not {*image_id.split('/')[:-1]} & {*CATEGORIES} <= {name} for image_id, name in pairs]
    return at_rows(data.table, np.array(mask, bool), lambda row: f'image_category = {names[row]}')


@check(
    'repeated-row',
    'warning',
    meaning='A row repeats another row of its image, or lacks the labels that the other row has.',
    remedy='Nothing for this package, which drops it; other programs count the image twice. --fix '
    'drops exact repetitions.',
)
def repeated_row(data: DataSet) -> Iterator[Finding]:
    first, second = repeated_rows(data.table)
    same = differences(data.table, first, second) == ''
    for original, row in zip(first[same].tolist(), second[same].tolist(), strict=True):
        yield at_row(data.table, row, f'repeats {data.table.location(original)}')


@check(
    'contradiction',
    'error',
    meaning='Two rows give the same image different labels or categories.',
    remedy='Keep one of them.',
)
def contradiction(data: DataSet) -> Iterator[Finding]:
    first, second = repeated_rows(data.table)
    differs = differences(data.table, first, second)
    for i in np.flatnonzero(differs != '').tolist():
        text = f'different {differs[i]} in {data.table.location(first[i])}'
        yield at_row(data.table, int(second[i]), text)


@check(
    'leak-by-id',
    'error',
    meaning='An image of the test data is also in the training data: the score will be too good.',
    remedy='Remove the row from the training data. 366 images are in both the official training '
    'data and test A of round 1.',
)
def leak_by_id(data: DataSet) -> Iterator[Finding]:
    if data.test is None:
        return
    test = data.test.table
    test_rows = {file_name(test, row): row for row in range(len(test))}
    for row in range(len(data.table)):
        if (test_row := test_rows.get(file_name(data.table, row))) is not None:
            yield at_row(data.table, row, f'also in {full_location(test, test_row)}')
