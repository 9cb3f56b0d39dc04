"""Files of any content are read or refused with a ValueError; what was written is read back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fashionkp.annotations import (
    COLUMNS,
    read_annotations,
    read_submission,
    write_annotations,
    write_submission,
)
from fashionkp.annotations.reader import inspect_annotations
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.formats.wide_table import read_wide_table

pytestmark = pytest.mark.faults

HEADER = ','.join(COLUMNS)
ROW = ','.join(['Images/skirt/a.jpg', 'skirt', *['-1_-1_-1'] * len(KEYPOINTS)])

# pieces of tables, valid and invalid
PIECES = [
    *(HEADER, ROW, 'image_id', 'image_category', 'category', 'image', 'waist_x', *CATEGORIES),
    *(
        'Images/skirt/a.jpg',
        '../a',
        '-1_-1_-1',
        '1_2_1',
        '9999_0_0',
        '10000_1_1',
        '1e5_-0_1',
        'NaN',
    ),
    *(
        ',',
        ',,',
        ';',
        '\t',
        ' ',
        '_',
        '-',
        '=',
        '"',
        '""',
        "'",
        '\\',
        '/',
        './',
        '\n',
        '\r',
        '\r\n',
    ),
    *('\0', '\x1a', '\ufeff', 'é', '\u2028', '\udcff', '9' * 400, 'a' * 300, '١٢'),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map(''.join)
TABLES = st.one_of(
    st.binary(max_size=300),
    TEXTS.map(lambda text: text.encode('utf-8', 'surrogateescape')),
    TEXTS.map(lambda text: f'{HEADER}\n{ROW}\n{text}\n'.encode('utf-8', 'surrogateescape')),
    st.sampled_from(['utf-16', 'utf-32', 'latin-1']).map(lambda code: HEADER.encode(code)),
)


@pytest.fixture(scope='module')
def path(tmp_path_factory):
    return tmp_path_factory.mktemp('tables') / 'a.csv'


def refusal(read, path, otherwise=''):
    """Return why a reader refuses a file, by the only error that it may raise."""
    try:
        read(path)
    except ValueError as error:
        return str(error)
    return otherwise


@example(b'')
@example(b'"')
@example(b'\xef\xbb\xbf')
@example(f'{HEADER}\n{ROW}\n"'.encode())
@example(b'image_id,image_category\n' + b'a' * 200_000)
@given(TABLES)
def test_any_bytes_are_read_or_refused(path, content):
    path.write_bytes(content)
    for read in (read_annotations, read_submission, read_wide_table):
        assert path.name in refusal(read, path, otherwise=path.name)


@given(TABLES)
def test_inspection_refuses_nothing_and_agrees(path, content):
    path.write_bytes(content)
    table, malformed_rows, errors = inspect_annotations(path)
    reason = refusal(read_annotations, path)
    assert bool(malformed_rows or errors) == (bool(reason) and 'contradict' not in reason)
    if not reason:
        images = read_annotations(path).image_ids.tolist()
        assert len(images) == len(set(images))
        assert set(images) == set(table.image_ids.tolist())


@given(tables=st.data())
def test_annotations_are_read_back(path, annotation_tables, tables):
    table = tables.draw(annotation_tables)
    write_annotations(path, table)
    read = read_annotations(path)
    for name in ('image_ids', 'category_ids', 'keypoints', 'visibility', 'labelled'):
        assert getattr(read, name).tolist() == getattr(table, name).tolist()
    first = path.read_bytes()
    write_annotations(path, read)
    assert path.read_bytes() == first


@given(tables=st.data())
def test_submissions_are_read_back(path, submission_tables, tables):
    table = tables.draw(submission_tables)
    write_submission(path, table)
    read = read_submission(path)
    assert read.image_ids.tolist() == table.image_ids.tolist()
    written = read.visibility == 1
    assert written.sum() == sum(len(CATEGORIES[name].keypoints) for name in table.category_names)
    assert (abs(read.keypoints - table.keypoints)[written] <= 0.5e-6 + 1e-9).all()
    assert (read.keypoints[~written] == -1).all()
