"""The page of the doctor: examples, and that nothing of the data becomes markup."""

import csv

import cv2
import pytest
from parsed_html import ParsedPage

from fashionkp.doctor import run_checks
from fashionkp.doctor.page import MAX_EXAMPLES, diagnosis_page


def test_page_is_self_contained_and_escapes_cells(diagnosis):
    page = ParsedPage(diagnosis_page(diagnosis))
    assert page.elements.count('img') == 2
    assert page.is_self_contained
    assert page.elements.count('b') == 1  # of the template
    assert "neckline_left = '<b>&'" in page.text
    assert any(text.endswith('hemline_right = 400_200_1') for text in page.texts)


def test_checks_are_listed_with_severity_number_and_link(diagnosis):
    page = ParsedPage(diagnosis_page(diagnosis))
    assert {'#cell', '#border-point'} <= {*page.sources}
    assert {'error', 'info'} <= {text.strip() for text in page.texts}


def test_findings_beyond_the_examples_are_counted(archive):
    for cells in archive.rows:
        cells[0] = '/' + cells[0]
    page = ParsedPage(diagnosis_page(run_checks(archive.write())))
    assert f'and {len(archive.rows) - MAX_EXAMPLES} more' in page.texts


def test_copy_is_shown_beside_its_original(archive):
    copy = f'Images/skirt/{"0" * 32}.jpg'
    archive.rows.append([copy, *archive.rows[3][1:]])
    cv2.imwrite(str(archive.root / copy), cv2.imread(str(archive.image(3))))
    page = diagnosis_page(run_checks(archive.write()))
    assert 'width="700" height="280"' in page  # two of 350 x 280


def test_unreadable_image_is_listed_as_text(archive):
    archive.image(0).write_bytes(b'')
    page = ParsedPage(diagnosis_page(run_checks(archive.write())))
    assert 'img' not in page.elements
    assert 'unreadable-picture' in page.text


HOSTILE = [
    '\u202etxt.exe',
    '<script>alert(1)<_script>',
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    '&lt;b&gt;&#60;i&#62;',
    '</td></table><h1>',
    '[a](javascript:alert(1)) ![b](c)',
]


def hostile_archive(archive, folder):
    """An archive in a folder, and with images and cells, of such names."""
    archive.root = archive.root.rename(folder / '<svg onload=alert(2)>')
    for i, name in enumerate(HOSTILE):
        image = archive.image(i)
        archive.rows[i][0] = f'Images/{archive.rows[i][1]}/{name.replace("/", "_")}.jpg'
        if i >= MAX_EXAMPLES:  # the others are missing images, and superfluous ones
            image.rename(archive.image(i))
    archive.rows[8][2] = '<b onclick=alert(3)>'
    archive.rows[9][1] = '<i>skirt'
    archive.write()
    with archive.table.open('w', newline='') as file:
        csv.writer(file).writerows([archive.header, *archive.rows])
    return archive.root


@pytest.mark.faults
def test_page_escapes_hostile_names_and_cells(archive, tmp_path):
    page = ParsedPage(diagnosis_page(run_checks(hostile_archive(archive, tmp_path))))
    assert not page.has_scripts
    assert not {'svg', 'i'} & {*page.elements}
    for name in HOSTILE[1:MAX_EXAMPLES]:
        assert name.replace('/', '_') in page.text
    assert r'\u202etxt.exe' in page.text  # which turns the direction of what follows
    assert '\u202e' not in page.text
