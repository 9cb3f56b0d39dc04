"""Faults that a data set may have, each done to the archive of the doctor's tests."""

import shutil

import cv2
from PIL import Image

from fashionkp.datasets.splits import validation_mask

SKIRT, TROUSERS = 3, 2  # rows of the archive, in lines 5 and 4
POINTS = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')


def rename(archive, row, image_id):
    """Give a row another image id, and its image another place."""
    old = archive.image(row)
    archive.rows[row][0] = image_id
    archive.image(row).parent.mkdir(parents=True, exist_ok=True)
    old.rename(archive.image(row))


def add_copy(archive, held_out):
    """Add a smaller copy of the skirt's image whose name falls on a side of the split."""
    names = (f'{i:032x}' for i in range(1000))
    name = next(n for n in names if validation_mask([n + '.jpg'])[0] == held_out)
    archive.rows.append([f'Images/skirt/{name}.jpg', *archive.rows[SKIRT][1:]])
    image = cv2.imread(str(archive.image(SKIRT)))
    cv2.imwrite(str(archive.image(-1)), cv2.resize(image, None, fx=0.9, fy=0.9))


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
    """Let EXIF data say that an image is to be mirrored."""
    # TIFF header, one entry: orientation (0x0112) is 2
    entry = bytes.fromhex('0112 0003 00000001 0002 0000')
    exif = b'Exif\0\0MM\0*' + (8).to_bytes(4, 'big') + (1).to_bytes(2, 'big') + entry + bytes(4)
    data = archive.image(SKIRT).read_bytes()
    segment = b'\xff\xe1' + (len(exif) + 2).to_bytes(2, 'big') + exif
    archive.image(SKIRT).write_bytes(data[:2] + segment + data[2:])


def rewrite(archive, change):
    path = str(archive.image(SKIRT))
    cv2.imwrite(path, change(cv2.imread(path)))


def enlarge(image):
    return cv2.resize(image, (640, 512))


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
    'image-id': (lambda a: (a.image(SKIRT).unlink(), set_id(a, '../a.jpg')), [5]),
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
    'missing-picture': (lambda a: a.image(SKIRT).unlink(), [5]),
    'unreadable-picture': (lambda a: a.image(SKIRT).write_bytes(b'no image'), [5]),
    'unlisted-picture': (lambda a: a.rows.pop(), [None]),
    'turned-picture': (turn, [5]),
    'grey-picture': (lambda a: rewrite(a, lambda image: image[..., 0]), [5]),
    'ink-picture': (
        lambda a: Image.open(a.image(SKIRT)).convert('CMYK').save(a.image(SKIRT)),
        [5],
    ),
    'unusual-size': (lambda a: rewrite(a, enlarge), [5]),
    'near-identical': (lambda a: add_copy(a, side(a, SKIRT)), [12]),
    'split-leak': (lambda a: add_copy(a, not side(a, SKIRT)), [12]),
}
