"""Problems of submissions: each kind of file seen in the wild is told from a sound one."""

import pytest

from fashionkp.annotations import COLUMNS, write_submission
from fashionkp.annotations.reader import read_submission
from fashionkp.categories import KEYPOINTS
from fashionkp.doctor.submission_check import KINDS, MAX_REPORTED, Problem, check_submission, report

SKIRT = dict(
    waistband_left='20_0_1',
    waistband_right='80_0.25_1',
    hemline_left='0_512_1',
    hemline_right='512_380_1',
)


@pytest.fixture
def test_list(csv_file):
    """Images p, q and r of skirts, as test.csv lists them."""
    rows = [f'Images/skirt/{name}.jpg,skirt' for name in 'pqr']
    return csv_file(*rows, name='test.csv', header='image_id,image_category')


@pytest.fixture
def checked(csv_file, csv_row, test_list):
    """Check a file of these rows; those of p, q and r by default."""

    def check(*rows, **kwargs):
        rows = rows or [csv_row('skirt', name, **SKIRT) for name in 'pqr']
        path = csv_file(*rows, name='sub.csv', **kwargs)
        count, problems = check_submission(path, test_list)
        root = f'{path.parent}/'
        return count, [(p.kind, p.where.removeprefix(root), p.text) for p in problems]

    return check


@pytest.fixture
def row(csv_row):
    """A sound row of an image, but for some points."""
    return lambda name='p', **points: csv_row('skirt', name, **{**SKIRT, **points})


def test_a_sound_file_has_no_problems(checked):
    assert checked() == (3, [])


def test_what_the_package_writes_is_sound(checked, row, test_list, tmp_path):
    checked()
    write_submission(tmp_path / 'out.csv', read_submission(tmp_path / 'sub.csv'))
    assert check_submission(tmp_path / 'out.csv', test_list) == (3, [])


def test_order_and_line_ends_do_not_matter(checked, row, tmp_path, test_list):
    path = tmp_path / 'sub.csv'
    lines = [','.join(COLUMNS), row('r'), row('p'), row('q')]
    path.write_bytes('\r\n'.join([*lines, '']).encode())
    assert check_submission(path, test_list) == (3, [])


def test_missing_extra_and_repeated_images(checked, row):
    count, problems = checked(row('p'), row('z'), row('p', hemline_left='9_9_1'), row('q'))
    assert count == 4
    assert problems == [
        ('unknown', 'sub.csv:3', "image_id = 'Images/skirt/z.jpg': not in the list"),
        ('repeated', 'sub.csv:4', "image_id = 'Images/skirt/p.jpg': as in line 2"),
        ('missing', 'sub.csv', 'Images/skirt/r.jpg (test.csv:4)'),
    ]


def test_another_category_than_asked_for(checked, csv_row, row):
    wrong = row('p').replace(',skirt,', ',dress,')
    found = checked(wrong, row('q'), row('r'))
    assert ('category', 'sub.csv:2', "image_category = 'dress': expected 'skirt'") in found[1]
    unknown = row('p').replace(',skirt,', ',kilt,')
    _, [(kind, where, text)] = checked(unknown, row('q'), row('r'))
    assert (kind, where) == ('cell', 'sub.csv:2')
    assert text.startswith("image_category = 'kilt': expected one of blouse")


@pytest.mark.parametrize('cell', ['nan_3_1', '1_2', 'x', '', '1_2_3', '1e9_2_1', '1234567_2_1'])
def test_malformed_cells_are_named(cell, checked, row):
    _, [(kind, where, text)] = checked(row(), row('q', hemline_left=cell), row('r'))
    assert (kind, where) == ('cell', 'sub.csv:3')
    assert text.startswith(f'hemline_left = {cell!r}: expected x_y_v')


def test_rows_of_another_width(checked, row):
    short = row('q').rsplit(',', 1)[0]
    assert checked(row(), short, row('r'))[1] == [('row', 'sub.csv:3', '25 cells: expected 26')]


def test_points_that_are_not_predicted(checked, row):
    bad = row('p', hemline_left='-1_-1_-1', hemline_right='-1_-1_1')
    assert checked(bad, row('q'), row('r'))[1] == [
        ('unpredicted', 'sub.csv:2', "hemline_left = '-1_-1_-1' (and 1 more)")
    ]


def test_warnings_alone_are_no_errors(checked, row, test_list, tmp_path):
    outside = row('p', hemline_left='-0.5_3_1', hemline_right='3_512.5_1')
    found = checked(outside, row('q', crotch='3_3_1', top_hem_left='3_3_1'), row('r'))
    assert found[1] == [
        ('outside', 'sub.csv:2', "hemline_left = '-0.5_3_1' (and 1 more)"),
        ('foreign', 'sub.csv:3', "top_hem_left = '3_3_1' (and 1 more)"),
    ]
    assert not any(p.is_error for p in check_submission(tmp_path / 'sub.csv', test_list)[1])


@pytest.mark.parametrize(
    ('scale', 'message'),
    [(1 / 512, 'no coordinate is larger than 1'), (40, 'of the points lie beyond 512')],
)
def test_coordinates_in_another_scale(scale, message, checked, row):
    def scaled(cell):
        x, y, v = cell.split('_')
        return f'{round(float(x) * scale, 6):.6f}_{round(float(y) * scale, 6):.6f}_{v}'

    points = {name: scaled(cell) for name, cell in SKIRT.items()}
    found = checked(*(row(name, **points) for name in 'pqr'))
    [text] = [text for kind, _, text in found[1] if kind == 'scale']
    assert message in text


def test_heatmap_cells_instead_of_pixels(csv_file, row, tmp_path):
    points = dict.fromkeys(SKIRT, '95_90_1')
    path = csv_file(*(row(f'{i}', **points) for i in range(10)))
    [problem] = check_submission(path, path)[1]
    assert problem.text == 'no coordinate is larger than 95: expected pixels of the images'
    few = csv_file(*(row(f'{i}', **points) for i in range(9)), name='few.csv')
    assert check_submission(few, few)[1] == []


@pytest.mark.parametrize(
    ('header', 'message'),
    [
        (None, 'no header: expected image_id,image_category,neckline_left'),
        (','.join(COLUMNS[:20]), '20 column names: expected 26'),
        (
            ','.join(['image_id', 'image_category', 'neckline_right', 'neckline_left'])
            + ','
            + ','.join(KEYPOINTS[2:]),
            "column 3 is 'neckline_right': expected 'neckline_left'",
        ),
        (','.join(n for n in COLUMNS if n != 'crotch'), "missing columns 'crotch'"),
        (','.join(COLUMNS).replace('crotch', 'Crotch'), "unknown columns 'Crotch'"),
        ('\ufeff' + ','.join(COLUMNS), 'a byte order mark'),
    ],
)
def test_headers_that_are_not_official(header, message, checked):
    _, problems = checked(header=header)
    assert [(kind, where) for kind, where, _ in problems] == [('form', 'sub.csv:1')]
    assert message in problems[0][2]


def test_an_extra_column(checked, row):
    header = ','.join([*COLUMNS, 'category'])
    rows = [f'{row(name)},skirt' for name in 'pqr']
    assert checked(*rows, header=header)[1] == [
        ('form', 'sub.csv:1', "columns 'category' are too many")
    ]


def test_files_without_points(test_list, tmp_path):
    [problem] = check_submission(test_list, test_list)[1]
    assert problem.text.startswith('no key points')
    for content, message in ((b'', 'the file is empty'), (b'\xff\xfe\x00', 'not text in UTF-8')):
        path = tmp_path / 'bad.csv'
        path.write_bytes(content)
        [problem] = check_submission(path, test_list)[1]
        assert (problem.kind, problem.where) == ('form', str(path))
        assert message in problem.text


def test_a_report_counts_what_it_leaves_out():
    problems = [Problem('missing', 'sub.csv', f'{i}.jpg') for i in range(MAX_REPORTED + 3)]
    problems.append(Problem('outside', 'sub.csv:7', 'crotch = x'))
    lines = report(problems).splitlines()
    assert lines[0] == f'error: images without a row ({MAX_REPORTED + 3})'
    assert lines[1] == '  sub.csv: 0.jpg'
    assert lines[MAX_REPORTED + 1] == '  and 3 more'
    assert lines[-2].startswith('warning: rows with points outside of 0..512')
    assert {severity for severity, _ in KINDS.values()} == {'error', 'warning'}
