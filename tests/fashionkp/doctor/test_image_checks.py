"""Checks of images: each on a data set with one fault, and copies in test data."""

import shutil

import cv2
import pytest
from archive_faults import SKIRT, checks_in, finding_lines, rename, rewrite
from PIL import Image

from fashionkp.annotations.no_garment_list import list_path
from fashionkp.datasets.splits import validation_mask
from fashionkp.doctor import image_checks, run_checks


def mirror_by_exif(archive):
    """Write an EXIF orientation that mirrors the skirt's image."""
    # TIFF header, one entry: orientation (0x0112) is 2
    entry = bytes.fromhex('0112 0003 00000001 0002 0000')
    exif = b'Exif\0\0MM\0*' + (8).to_bytes(4, 'big') + (1).to_bytes(2, 'big') + entry + bytes(4)
    data = archive.image(SKIRT).read_bytes()
    segment = b'\xff\xe1' + (len(exif) + 2).to_bytes(2, 'big') + exif
    archive.image(SKIRT).write_bytes(data[:2] + segment + data[2:])


def convert_to_cmyk(archive):
    Image.open(archive.image(SKIRT)).convert('CMYK').save(archive.image(SKIRT))


def is_validation(image_id):
    return bool(validation_mask([image_id])[0])


def add_copy(archive, *, same_split):
    """Add a smaller copy of the skirt's image to the same or the other part of the split."""
    part = is_validation(archive.rows[SKIRT][0]) == same_split
    names = (f'{i:032x}.jpg' for i in range(1000))
    name = next(name for name in names if is_validation(name) == part)
    archive.rows.append([f'Images/skirt/{name}', *archive.rows[SKIRT][1:]])
    image = cv2.imread(str(archive.image(SKIRT)))
    cv2.imwrite(str(archive.image(-1)), cv2.resize(image, None, fx=0.9, fy=0.9))


FAULTS = {
    # name of the check: (change of the archive, lines of the findings)
    'no-pictures': (lambda a: shutil.rmtree(a.root / 'Images'), [None]),
    'missing-picture': (lambda a: a.image(SKIRT).unlink(), [5]),
    'unreadable-picture': (lambda a: a.image(SKIRT).write_bytes(b'no image'), [5]),
    'unlisted-picture': (lambda a: a.rows.pop(), [None]),
    'turned-picture': (mirror_by_exif, [5]),
    'grey-picture': (lambda a: rewrite(a, lambda image: image[..., 0]), [5]),
    'ink-picture': (convert_to_cmyk, [5]),
    'unusual-size': (lambda a: rewrite(a, lambda image: cv2.resize(image, (640, 512))), [5]),
    'near-identical': (lambda a: add_copy(a, same_split=True), [12]),
    'split-leak': (lambda a: add_copy(a, same_split=False), [12]),
}


def test_every_check_has_a_fault():
    assert {*FAULTS, 'leak-by-picture'} == checks_in(image_checks)


@pytest.mark.parametrize('name', FAULTS)
def test_fault_gives_its_finding_and_no_other(archive, name):
    change, lines = FAULTS[name]
    change(archive)
    assert finding_lines(run_checks(archive.write())) == {name: lines}


def test_a_photo_that_is_known_to_show_no_garment_is_not_missing(archive):
    image_id, *_ = archive.rows.pop()
    listed = list_path(archive.table)
    listed.write_text(f'{image_id}\n')
    assert run_checks(archive.write()).findings == {}
    listed.write_text('../a.jpg\n')
    wrong, _ = run_checks(archive.write()).findings['unlisted-picture']
    assert f'{listed.name}:1' in wrong.text


def test_copy_of_a_test_image_is_a_leak(archive, test_archive):
    test = test_archive(SKIRT, 7)
    rename(archive, SKIRT, f'Images/skirt/{"0" * 32}.jpg')
    rewrite(archive, lambda image: cv2.resize(image, None, fx=0.8, fy=0.9))
    archive.rows.pop(7)
    findings = run_checks(archive.write(), test).findings
    assert {*findings} == {'leak-by-picture', 'unlisted-picture'}
    (finding,) = findings['leak-by-picture']
    assert finding.line == 5
    assert f'{test}/test.csv:2' in finding.text
