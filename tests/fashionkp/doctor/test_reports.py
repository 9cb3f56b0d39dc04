"""What was found as text, JSON and a page."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import cv2
import pytest

from fashionkp.doctor import CHECKS, SEVERITIES, run_checks
from fashionkp.doctor.page import MAX_EXAMPLES, examination_page
from fashionkp.doctor.text import as_json, text
from fashionkp.stats import charts, numbers, page_of, read_sample


@pytest.fixture
def examination(archive):
    """Five malformed rows and two at an edge."""
    for i in range(5):
        archive.rows[i][2] = '<b>&'
    archive.set(8, hemline_right='400_200_1')
    archive.set(7, waistband_right='399_200_1')
    return run_checks(archive.write())


def test_text_has_a_table_and_examples(examination, archive):
    lines = text(examination).splitlines()
    assert lines[0] == f'{archive.root}: a table, 5 rows and 5 malformed ones, 5 images'
    # in the first column of a blouse, an outwear and a dress; of trousers and a skirt it is foreign
    assert lines[2].split() == ['error', 'cell', '3']
    assert 'info: border-point (2)' in lines
    assert f"    train.csv:2 {archive.rows[0][0]}: neckline_left = '<b>&'" in lines
    assert lines[-1] == '5 errors, 0 warnings, 2 notes'


def test_text_of_many_findings_counts_the_rest(archive):
    for cells in archive.rows:
        cells[0] = '/' + cells[0]
    lines = text(run_checks(archive.write())).splitlines()
    assert lines.count('    and 7 more') == 1


def test_text_of_a_sound_archive(archive):
    assert text(run_checks(archive.write())).endswith('\n0 errors, 0 warnings, 0 notes')


def test_json_has_every_finding(examination, archive):
    found = json.loads(json.dumps(as_json(examination)))
    assert found['counts'] == {'error': 5, 'warning': 0, 'info': 2}
    assert (found['rows'], found['malformed_rows'], found['pictures']) == (5, 5, 5)
    checks = {check['name']: check for check in found['checks']}
    assert checks['border-point']['meaning'] == CHECKS['border-point'].meaning
    assert checks['border-point']['findings'] == [
        {
            'file': 'train.csv',
            'line': line,
            'image_id': archive.rows[line - 2][0],
            'keypoints': [point],
            'text': f'{point} = {cell}',
        }
        for line, point, cell in [
            (9, 'waistband_right', '399_200_1'),
            (10, 'hemline_right', '400_200_1'),
        ]
    ]


class Page(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.sources, self.texts = [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.sources += [value for name, value in attrs if name in ('src', 'href')]

    def handle_data(self, data):
        self.texts.append(data)


def test_the_page_stands_alone_and_escapes_what_tables_say(examination):
    page = Page(examination_page(examination))
    assert page.tags.count('img') == 2
    assert all(source.startswith(('data:', '#')) for source in page.sources)
    assert page.tags.count('b') == 1  # its own; not that of the cells
    assert any("neckline_left = '<b>&'" in text for text in page.texts)
    assert any(text.endswith('hemline_right = 400_200_1') for text in page.texts)


def test_the_page_shows_a_copy_beside_its_original(archive):
    copy = f'Images/skirt/{"0" * 32}.jpg'
    archive.rows.append([copy, *archive.rows[3][1:]])
    cv2.imwrite(str(archive.root / copy), cv2.imread(str(archive.image(3))))
    page = examination_page(run_checks(archive.write()))
    assert 'width="700" height="280"' in page  # two of 350 x 280


def test_the_page_of_images_that_cannot_be_read(archive):
    archive.image(0).write_bytes(b'')
    page = Page(examination_page(run_checks(archive.write())))
    assert 'img' not in page.tags
    assert any('unreadable-picture' in text for text in page.texts)


def test_the_documentation_names_every_check_with_its_severity():
    lines = (Path(__file__).parents[3] / 'docs' / 'data.md').read_text().splitlines()
    for severity in SEVERITIES:
        (line,) = (line for line in lines if line.startswith(f'| {severity}: '))
        names = [name for name, check in CHECKS.items() if check.severity == severity]
        assert sorted(re.findall('`(.+?)`', line)) == sorted(names)


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


def parsed(html):
    """Names of the elements, names of their attributes, and all text of a page."""
    elements, attributes, texts = set(), set(), []

    class Collector(HTMLParser):
        def handle_starttag(self, tag, attrs):
            elements.add(tag)
            attributes.update(name for name, _ in attrs)

        def handle_data(self, data):
            texts.append(data)

    Collector().feed(html)
    return elements, attributes, ''.join(texts)


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
def test_a_page_escapes_whatever_stands_in_a_data_set(archive, tmp_path):
    found = run_checks(hostile_archive(archive, tmp_path))
    elements, attributes, text_of_page = parsed(examination_page(found))
    assert not {name for name in attributes if name.startswith('on')}
    assert not elements & {'script', 'svg', 'i'}
    for name in HOSTILE[1:MAX_EXAMPLES]:
        assert name.replace('/', '_') in text_of_page
    assert r'\u202etxt.exe' in text_of_page  # which turns the direction of what follows
    assert '\u202e' not in text(found)


@pytest.mark.faults
def test_statistics_escape_the_name_of_the_data(archive, tmp_path):
    root = archive.root.rename(tmp_path / '<img src=x onerror=alert(1)>')
    archive.root = root
    sample = read_sample(archive.write())
    page = page_of(numbers(sample), charts(sample))
    _, attributes, text_of_page = parsed(page)
    assert not {name for name in attributes if name.startswith('on')}
    assert '<img src=x onerror=alert(1)>' in text_of_page


def test_a_quote_that_is_not_closed_is_told_in_a_short_line(archive):
    archive.rows[0][0] = '"' + archive.rows[0][0]
    found = run_checks(archive.write())
    lines = text(found).splitlines()
    (line,) = (line for line in lines if 'is a quote not closed' in line)
    assert 250 < len(line) < 450
    # programs get the whole
    assert len(as_json(found)['checks'][0]['findings'][0]['image_id']) > 1000


def test_a_line_of_a_file_that_cannot_be_read_is_told_without_its_folders(archive):
    archive.header[3] = 'neck'
    assert "    train.csv: line 1: unknown columns 'neck'" in text(run_checks(archive.write()))
