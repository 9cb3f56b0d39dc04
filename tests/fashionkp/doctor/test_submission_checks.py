"""Checks of submissions: every kind of file that was handed in by others, and valid ones."""

import pytest
from archive_faults import finding_lines

from fashionkp.annotations import COLUMNS, write_submission
from fashionkp.annotations.reader import read_submission
from fashionkp.categories import KEYPOINTS
from fashionkp.doctor import check_submission

SKIRT = dict(
    waistband_left='20_0_1',
    waistband_right='80_0.25_1',
    hemline_left='0_512_1',
    hemline_right='512_380_1',
)


@pytest.fixture
def requested(csv_file):
    """The list of the skirts p, q and r, in the form of test.csv."""
    rows = [f'Images/skirt/{name}.jpg,skirt' for name in 'pqr']
    return csv_file(*rows, name='test.csv', header='image_id,image_category')


@pytest.fixture
def row(csv_row):
    """A valid row of an image, with some cells replaced."""
    return lambda name='p', **points: csv_row('skirt', name, **{**SKIRT, **points})


@pytest.fixture
def check(csv_file, row, requested):
    """Check a file with these rows; those of p, q and r by default."""

    def check(*rows, **kwargs):
        rows = rows or [row(name) for name in 'pqr']
        return check_submission(csv_file(*rows, name='sub.csv', **kwargs), requested)

    return check


def the_finding(diagnosis, name):
    """Return the only finding, which is of this check."""
    assert {*diagnosis.findings} == {name}
    (finding,) = diagnosis.findings[name]
    return finding


def test_valid_file_has_no_findings(check):
    diagnosis = check()
    assert diagnosis.findings == {}
    assert len(diagnosis.data.table) == 3


def test_what_the_package_writes_is_valid(check, requested, tmp_path):
    check()
    write_submission(tmp_path / 'out.csv', read_submission(tmp_path / 'sub.csv'))
    assert check_submission(tmp_path / 'out.csv', requested).findings == {}


def test_order_of_rows_and_line_ends_do_not_matter(row, tmp_path, requested):
    path = tmp_path / 'sub.csv'
    lines = [','.join(COLUMNS), row('r'), row('p'), row('q')]
    path.write_bytes('\r\n'.join([*lines, '']).encode())
    assert check_submission(path, requested).findings == {}


def test_unknown_repeated_and_missing_images(check, row):
    diagnosis = check(row('p'), row('z'), row('p', hemline_left='9_9_1'), row('q'))
    assert finding_lines(diagnosis) == {'unknown': [3], 'repeated': [4], 'missing': [None]}
    assert 'z.jpg' in diagnosis.findings['unknown'][0].text
    assert 'line 2' in diagnosis.findings['repeated'][0].text
    (missing,) = diagnosis.findings['missing']
    assert missing.image_id == 'Images/skirt/r.jpg'
    assert 'test.csv:4' in missing.text


def test_another_category_than_requested(check, row):
    diagnosis = check(row('p').replace(',skirt,', ',dress,'), row('q'), row('r'))
    (finding,) = diagnosis.findings['category']
    assert finding.line == 2
    assert "'dress': expected 'skirt'" in finding.text


def test_unknown_category(check, row):
    diagnosis = check(row('p').replace(',skirt,', ',kilt,'), row('q'), row('r'))
    finding = the_finding(diagnosis, 'cell')
    assert finding.line == 2
    assert finding.text.startswith("image_category = 'kilt': expected one of blouse")


@pytest.mark.parametrize('cell', ['nan_3_1', '1_2', 'x', '', '1_2_3', '1e9_2_1', '1234567_2_1'])
def test_invalid_cell(cell, check, row):
    finding = the_finding(check(row(), row('q', hemline_left=cell), row('r')), 'cell')
    assert (finding.line, finding.image_id) == (3, 'Images/skirt/q.jpg')
    assert finding.text.startswith(f'hemline_left = {cell!r}: expected x_y_v')


def test_each_invalid_cell_is_a_finding(check, row):
    diagnosis = check(row(hemline_left='x', hemline_right='y'), row('q'), row('r'))
    assert finding_lines(diagnosis) == {'cell': [2, 2]}


def test_row_of_another_width_counts_for_its_image(check, row):
    short = row('q').rsplit(',', 1)[0]
    finding = the_finding(check(row(), short, row('r')), 'row')
    assert finding.line == 3
    assert finding.text.startswith('25 cells')


def test_unpredicted_points(check, row):
    invalid = row('p', hemline_left='-1_-1_-1', hemline_right='-1_-1_1')
    finding = the_finding(check(invalid, row('q'), row('r')), 'unpredicted')
    assert finding.line == 2
    assert finding.text == 'hemline_left = -1_-1_-1 (and 1 more)'


def test_points_outside_and_of_other_categories_are_warnings(check, row):
    outside = row('p', hemline_left='-0.5_3_1', hemline_right='3_512.5_1')
    foreign = row('q', crotch='3_3_1', top_hem_left='3_3_1')
    diagnosis = check(outside, foreign, row('r'))
    assert finding_lines(diagnosis) == {'outside': [2], 'foreign': [3]}
    assert diagnosis.findings['outside'][0].text == 'hemline_left = -0.5_3_1 (and 1 more)'
    assert diagnosis.findings['foreign'][0].keypoints == ('top_hem_left', 'crotch')
    assert (diagnosis.count('error'), diagnosis.count('warning')) == (0, 2)


@pytest.mark.parametrize(
    ('scale', 'message'), [(1 / 512, 'no coordinate is larger than 1:'), (40, 'beyond 512')]
)
def test_coordinates_in_another_scale(scale, message, check, row):
    def scaled(cell):
        x, y, v = cell.split('_')
        return f'{round(float(x) * scale, 6):.6f}_{round(float(y) * scale, 6):.6f}_{v}'

    points = {name: scaled(cell) for name, cell in SKIRT.items()}
    diagnosis = check(*(row(name, **points) for name in 'pqr'))
    (finding,) = diagnosis.findings['scale']
    assert message in finding.text


def test_heatmap_cells_instead_of_pixels(csv_file, row):
    points = dict.fromkeys(SKIRT, '95_90_1')
    path = csv_file(*(row(f'{i}', **points) for i in range(10)))
    assert 'larger than 95:' in the_finding(check_submission(path, path), 'scale').text
    few = csv_file(*(row(f'{i}', **points) for i in range(9)), name='few.csv')
    assert check_submission(few, few).findings == {}


SWAPPED = ['image_id', 'image_category', 'neckline_right', 'neckline_left', *KEYPOINTS[2:]]


@pytest.mark.parametrize(
    ('header', 'message'),
    [
        (None, 'first row'),
        (','.join(COLUMNS[:20]), '20 column names for 26'),
        (','.join(SWAPPED), 'neckline_right at the position of neckline_left'),
        (','.join(n for n in COLUMNS if n != 'crotch'), "missing columns 'crotch'"),
        (','.join(COLUMNS).replace('crotch', 'Crotch'), "unknown columns 'Crotch'"),
        (','.join(COLUMNS).replace('crotch', ' crotch'), "' crotch': expected 'crotch'"),
        ('\ufeff' + ','.join(COLUMNS), 'EF BB BF'),
    ],
)
def test_header_that_is_not_official(header, message, check):
    assert message in the_finding(check(header=header), 'form').text


def test_extra_column(check, row):
    header = ','.join([*COLUMNS, 'category'])
    diagnosis = check(*(f'{row(name)},skirt' for name in 'pqr'), header=header)
    assert the_finding(diagnosis, 'form').text == 'category'


def test_file_without_key_points(requested):
    finding = the_finding(check_submission(requested, requested), 'form')
    assert finding.text.startswith('no key points')


@pytest.mark.parametrize(('content', 'message'), [(b'', 'empty'), (b'\xff\xfe\x00', 'UTF-8')])
def test_unreadable_file(content, message, requested, tmp_path):
    path = tmp_path / 'sub.csv'
    path.write_bytes(content)
    finding = the_finding(check_submission(path, requested), 'form')
    assert (finding.path, finding.line) == (path, None)
    assert message in finding.text


def test_missing_images_of_a_file_that_breaks_off_are_unknown(check, tmp_path, requested):
    check()
    path = tmp_path / 'sub.csv'
    path.write_bytes(path.read_bytes()[:-200] + b'\xff')
    assert {*check_submission(path, requested).findings} == {'form'}
