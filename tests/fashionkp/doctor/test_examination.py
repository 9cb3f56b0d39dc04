"""Every check: what it finds in a data set with one fault, and that nothing else is found."""

import shutil

import cv2
import pytest
from PIL import Image

from fashionkp.doctor import CHECKS, examine, found_rows
from fashionkp.splits import validation_mask

SKIRT, TROUSERS = 3, 2  # rows of the archive, in lines 5 and 4
POINTS = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')


def rename(archive, row, image_id):
    """Give a row another image id, and its picture another place."""
    old = archive.picture(row)
    archive.rows[row][0] = image_id
    archive.picture(row).parent.mkdir(parents=True, exist_ok=True)
    old.rename(archive.picture(row))


def add_copy(archive, held_out):
    """Add a smaller copy of the skirt's picture whose name falls on a side of the split."""
    names = (f'{i:032x}' for i in range(1000))
    name = next(n for n in names if validation_mask([n + '.jpg'])[0] == held_out)
    archive.rows.append([f'Images/skirt/{name}.jpg', *archive.rows[SKIRT][1:]])
    picture = cv2.imread(str(archive.picture(SKIRT)))
    cv2.imwrite(str(archive.picture(-1)), cv2.resize(picture, None, fx=0.9, fy=0.9))


def side(archive, row):
    return bool(validation_mask([archive.rows[row][0]])[0])


def set_id(archive, image_id):
    archive.rows[SKIRT][0] = image_id


def set_points(archive, *cells):
    archive.set(SKIRT, **dict(zip(POINTS, cells, strict=True)))


def swap_columns(archive, first=5, second=9):
    for cells in (archive.header, *archive.rows):
        cells[first], cells[second] = cells[second], cells[first]


def add_column(archive):
    archive.header.insert(1, 'category')
    for cells in archive.rows:
        cells.insert(1, 'clothes')


def keep_two_columns(archive):
    archive.header = archive.header[:2]
    archive.rows = [cells[:2] for cells in archive.rows]


def shrink(archive):
    """Give all coordinates in cells of eight pixels."""
    for cells in archive.rows:
        for i, cell in enumerate(cells[2:], 2):
            x, y, v = map(int, cell.split('_'))
            if v >= 0:
                cells[i] = f'{x // 8}_{y // 8}_{v}'


def turn(archive):
    """Let EXIF data say that a picture is to be mirrored."""
    # TIFF header, one entry: orientation (0x0112) is 2
    entry = bytes.fromhex('0112 0003 00000001 0002 0000')
    exif = b'Exif\0\0MM\0*' + (8).to_bytes(4, 'big') + (1).to_bytes(2, 'big') + entry + bytes(4)
    data = archive.picture(SKIRT).read_bytes()
    segment = b'\xff\xe1' + (len(exif) + 2).to_bytes(2, 'big') + exif
    archive.picture(SKIRT).write_bytes(data[:2] + segment + data[2:])


def rewrite(archive, change):
    path = str(archive.picture(SKIRT))
    cv2.imwrite(path, change(cv2.imread(path)))


def enlarge(picture):
    return cv2.resize(picture, (640, 512))


BROKEN = {
    # name: (what is done to the archive, lines of the findings)
    'unreadable-table': (lambda a: a.header.__setitem__(3, 'neck'), [None]),
    'no-rows': (lambda a: (a.rows.clear(), shutil.rmtree(a.root / 'Images')), [None]),
    'missing-header': (lambda a: a.header.clear(), [1]),
    'short-header': (lambda a: a.header.pop(), [1]),
    'column-order': (swap_columns, [1]),
    'extra-column': (add_column, [1]),
    'byte-order-mark': (lambda a: setattr(a, 'start', b'\xef\xbb\xbf'), [1]),
    'line-ends': (lambda a: setattr(a, 'end', b'\r\n'), [1]),
    'unlabelled': (keep_two_columns, [1]),
    'row-width': (lambda a: a.rows[SKIRT].pop(), [5]),
    'image-id': (lambda a: (a.picture(SKIRT).unlink(), set_id(a, '../a.jpg')), [5]),
    'category': (lambda a: a.rows[SKIRT].__setitem__(1, 'coat'), [5]),
    'cell': (lambda a: a.set(SKIRT, hemline_left='12_13', hemline_right='nan_1_1'), [5]),
    'foreign-point': (lambda a: a.set(SKIRT, crotch='200_200_1'), [5]),
    'id-form': (lambda a: rename(a, SKIRT, 'Images/skirt/a.jpg'), [5]),
    'other-folder': (
        lambda a: rename(a, SKIRT, a.rows[SKIRT][0].replace('/skirt/', '/dress/')),
        [5],
    ),
    'repeated-row': (lambda a: a.rows.append(list(a.rows[SKIRT])), [12]),
    'contradiction': (
        lambda a: (a.rows.append(list(a.rows[SKIRT])), a.set(-1, hemline_left='101_250_1')),
        [12],
    ),
    'normalizing-pair-absent': (
        lambda a: set_points(a, '-1_-1_-1', '-1_-1_-1', '100_200_1', '300_200_1'),
        [5],
    ),
    'normalizing-point-absent': (lambda a: a.set(SKIRT, waistband_left='-1_-1_-1'), [5]),
    'normalizing-pair-close': (
        lambda a: a.set(SKIRT, waistband_left='200_100_1', waistband_right='206_107_1'),
        [5],
    ),
    'nothing-annotated': (lambda a: set_points(a, *['-1_-1_-1'] * 4), [5]),
    'nothing-visible': (
        lambda a: set_points(a, '100_20_0', '300_20_0', '100_200_0', '300_200_0'),
        [5],
    ),
    'coincident-points': (
        lambda a: a.set(SKIRT, waistband_left='100_200_1', hemline_left='100_200_0'),
        [5],
    ),
    'mirrored': (
        lambda a: set_points(a, '300_20_1', '100_20_1', '300_200_1', '100_200_1'),
        [5],
    ),
    'left-right-of-right': (
        lambda a: a.set(SKIRT, hemline_left='300_250_1', hemline_right='100_250_1'),
        [5],
    ),
    'crossed-ends': (lambda a: a.set(TROUSERS, bottom_left_in='301_200_1'), [4]),
    'outside-picture': (lambda a: a.set(SKIRT, hemline_right='402_200_1'), [5]),
    'border-point': (lambda a: a.set(SKIRT, hemline_right='400_200_1', hemline_left='0_9_1'), [5]),
    'wrong-scale': (shrink, [None]),
    'no-pictures': (lambda a: shutil.rmtree(a.root / 'Images'), [None]),
    'missing-picture': (lambda a: a.picture(SKIRT).unlink(), [5]),
    'unreadable-picture': (lambda a: a.picture(SKIRT).write_bytes(b'no picture'), [5]),
    'unlisted-picture': (lambda a: a.rows.pop(), [None]),
    'turned-picture': (turn, [5]),
    'grey-picture': (lambda a: rewrite(a, lambda image: image[..., 0]), [5]),
    'ink-picture': (
        lambda a: Image.open(a.picture(SKIRT)).convert('CMYK').save(a.picture(SKIRT)),
        [5],
    ),
    'unusual-size': (lambda a: rewrite(a, enlarge), [5]),
    'near-identical': (lambda a: add_copy(a, side(a, SKIRT)), [12]),
    'split-leak': (lambda a: add_copy(a, not side(a, SKIRT)), [12]),
}

ELSEWHERE = {'leak-by-id', 'leak-by-picture', 'beyond-official-size'}


def lines(examination):
    return {
        name: [finding.line for finding in found] for name, found in examination.findings.items()
    }


def test_a_sound_archive_has_no_findings(archive):
    assert lines(examine(archive.write())) == {}


def test_every_check_is_tried():
    assert {*BROKEN} | ELSEWHERE == {*CHECKS}


@pytest.mark.parametrize('name', BROKEN)
def test_a_fault_is_found_where_it_is_and_nothing_else(archive, name):
    change, expected = BROKEN[name]
    change(archive)
    assert lines(examine(archive.write())) == {name: expected}


def test_one_pixel_outside_is_an_edge_and_two_are_not(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    archive.set(TROUSERS, waistband_left='2_0_1', waistband_right='398_0_1')
    archive.set(8, hemline_right='300_321_1')
    assert lines(examine(archive.write())) == {'outside-picture': [10], 'border-point': [4, 5]}


def test_findings_tell_row_points_and_what_is_there(archive):
    archive.set(SKIRT, waistband_left='100_200_1', hemline_left='100_200_0')
    (finding,) = examine(archive.write()).findings['coincident-points']
    assert finding.path == archive.table
    assert finding.image_id == archive.rows[SKIRT][0]
    assert finding.keypoints == ('waistband_left', 'hemline_left')
    assert finding.text == 'waistband_left = 100_200_1, hemline_left = 100_200_0'


def test_all_bad_cells_of_all_bad_rows_are_told(archive):
    archive.set(0, neckline_left='', crotch='1_1_1', armpit_left='x')
    archive.set(7, crotch='-1_-1_0', bottom_left_in='1_2_3')
    found = examine(archive.write()).findings
    assert [f.text for f in found['cell']] == [
        "neckline_left = '', armpit_left = 'x'",
        "crotch = '-1_-1_0', bottom_left_in = '1_2_3'",
    ]
    assert [(f.line, f.keypoints) for f in found['foreign-point']] == [(2, ('crotch',))]


def test_more_bad_rows_than_a_reader_would_report(archive):
    for _ in range(3):
        archive.rows += [list(cells) for cells in archive.rows]
    for cells in archive.rows:
        cells[1] = 'coat'
    assert lines(examine(archive.write()))['category'] == [*range(2, 82)]


def test_a_table_that_breaks_off_is_checked_up_to_there(archive):
    archive.set(0, neckline_left='x')
    archive.write()
    with archive.table.open('ab') as file:
        file.write(b'\n\xff')
    found = lines(examine(archive.root))
    assert found['unreadable-table'] == [None]


def test_without_pictures_only_their_largest_size_is_known(archive):
    archive.set(SKIRT, hemline_right='513_200_1')
    archive.set(TROUSERS, waistband_right='512_200_1')
    found = lines(examine(archive.write(), open_pictures=False))
    assert found == {'beyond-official-size': [5], 'border-point': [4]}


def test_rows_of_several_tables_are_compared(archive):
    archive.write()
    shutil.copy(archive.table, archive.root / 'a.csv')
    found = examine(archive.root).findings
    assert {*found} == {'repeated-row'}
    assert [f.text for f in found['repeated-row']] == [f'as a.csv:{i}' for i in range(2, 12)]


@pytest.fixture
def other(archive, tmp_path):
    """Writes data to be tested on: some rows of the archive, with their pictures."""

    def write(*rows):
        root = tmp_path / 'other'
        shutil.copytree(archive.write() / 'Images', root / 'Images')
        lines = archive.table.read_text().split('\n')
        (root / 'test.csv').write_text('\n'.join(lines[i] for i in (0, *(r + 1 for r in rows))))
        return root

    return write


def test_leaks_into_test_data_by_id(archive, other):
    test = other(SKIRT, 7)
    found = examine(archive.root, test).findings
    assert {*found} == {'leak-by-id'}
    assert [(f.line, f.text) for f in found['leak-by-id']] == [
        (5, f'as {test}/test.csv:2'),
        (9, f'as {test}/test.csv:3'),
    ]


def test_leaks_into_test_data_by_pictures(archive, other):
    test = other(SKIRT, 7)
    rename(archive, SKIRT, f'Images/skirt/{"0" * 32}.jpg')
    rewrite(archive, lambda image: cv2.resize(image, None, fx=0.8, fy=0.9))
    archive.rows.pop(7)
    found = examine(archive.write(), test).findings
    assert {*found} == {'leak-by-picture', 'unlisted-picture'}
    (finding,) = found['leak-by-picture']
    assert finding.line == 5
    assert f'{test}/test.csv:2' in finding.text


def test_malformed_test_data_is_refused(archive, other):
    archive.set(SKIRT, hemline_left='x')
    with pytest.raises(ValueError, match=r'check it by itself: .*test\.csv:2: hemline_left'):
        examine(archive.root, other(SKIRT))


def test_progress_counts_pictures(archive):
    shown = []
    examine(archive.write(), progress=lambda total: lambda done: shown.append((done, total)))
    assert shown == [(i, 10) for i in range(1, 11)]


def test_errors_come_first_and_are_counted(archive):
    archive.set(0, armpit_left='x')
    archive.set(SKIRT, hemline_right='400_200_1', waistband_right='500_20_1')
    archive.set(4, hemline_right='100_236_1', hemline_left='100_236_1')
    found = examine(archive.write())
    assert list(found.findings) == ['cell', 'outside-picture', 'coincident-points', 'border-point']
    assert [found.count(name) for name in ('error', 'warning', 'info')] == [2, 1, 1]


def test_rows_that_a_check_finds(archive):
    archive.set(SKIRT, hemline_right='400_200_1')
    table, found = found_rows(archive.write(), 'border-point')
    assert table.image_ids[found].tolist() == [archive.rows[SKIRT][0]]
    with pytest.raises(ValueError, match=r"'border': expected one of .*border-point"):
        found_rows(archive.root, 'border')


@pytest.mark.realdata
def test_official_annotations(fashionai_root):
    counts = {
        name: len(found) for name, found in examine(fashionai_root / 'annotations').findings.items()
    }
    assert counts == {
        'normalizing-pair-absent': 70,
        'normalizing-point-absent': 106,
        'nothing-visible': 5,
        'coincident-points': 116,
        'mirrored': 7,
        'left-right-of-right': 13,
        'crossed-ends': 1392,
        'border-point': 132,
        'no-pictures': 1,
    }


@pytest.mark.realdata
def test_official_photos(fashionai_root):
    found = examine(fashionai_root / 'fixture')
    counts = {name: len(places) for name, places in found.findings.items()}
    assert counts == {
        'normalizing-pair-absent': 2,
        'normalizing-point-absent': 3,
        'coincident-points': 3,
        'crossed-ends': 2,
        'border-point': 2,
    }
