"""Saving labels: to the pixel, atomically, and never over those of somebody else."""

import json
import os
import signal
import subprocess
import sys

import pytest

from fashionkp.annotations import read_annotations
from fashionkp.formats.coco import read_coco_garments
from fashionkp.labelling import Conflict, LabelFile, LabelledGarment
from fashionkp.labelling.garments import garments_of_table, version_of

SKIRT = LabelledGarment('skirt', {'waistband_left': (3, 4, 1), 'hemline_right': (30, 50, 0)})
DRESS = LabelledGarment('dress', {'armpit_left': (7, 8, 1)})
NEW = version_of([])


@pytest.fixture
def table(tmp_path):
    return tmp_path / 'labels.csv'


@pytest.fixture
def coco(photos):
    return photos / 'labels.json'


def test_a_table_has_what_was_saved_and_is_opened_again(table):
    labels = LabelFile(table)
    labels.save('a.png', [SKIRT], NEW)
    labels.save('b/c.png', [DRESS], NEW)
    assert garments_of_table(read_annotations(table)) == {'a.png': [SKIRT], 'b/c.png': [DRESS]}
    again = LabelFile(table)
    assert again.image_ids() == ['a.png', 'b/c.png']
    assert again.photo_labels('a.png').garments == [SKIRT]
    again.save('a.png', [DRESS], version_of([SKIRT]))
    assert garments_of_table(read_annotations(table)) == {'a.png': [DRESS], 'b/c.png': [DRESS]}
    again.save('a.png', [], version_of([DRESS]))
    assert garments_of_table(read_annotations(table)) == {'b/c.png': [DRESS]}


def test_coco_holds_several_garments_with_the_size_of_their_image(coco):
    labels = LabelFile(coco)
    labels.save('a.png', [SKIRT, DRESS], NEW)
    assert garments_of_table(read_coco_garments(coco)) == {'a.png': [SKIRT, DRESS]}
    (image,) = json.loads(coco.read_text())['images']
    assert (image['width'], image['height']) == (40, 60)
    assert LabelFile(coco).photo_labels('a.png').garments == [SKIRT, DRESS]


def test_a_table_refuses_a_second_garment(table):
    with pytest.raises(ValueError, match=r'2 garments.*labels\.json'):
        LabelFile(table).save('a.png', [SKIRT, DRESS], NEW)
    assert not table.exists()


def test_labels_that_have_changed_are_not_overwritten(table):
    first, second = LabelFile(table), LabelFile(table)
    version = first.save('a.png', [SKIRT], NEW).version
    with pytest.raises(Conflict, match=r'a\.png'):
        second.save('a.png', [DRESS], NEW)
    assert second.photo_labels('a.png').garments == [SKIRT]
    second.save('b.png', [DRESS], NEW)
    first.save('a.png', [DRESS], version)
    assert garments_of_table(read_annotations(table)) == {'a.png': [DRESS], 'b.png': [DRESS]}


def test_a_file_that_became_malformed_is_not_overwritten(table):
    labels = LabelFile(table)
    labels.save('a.png', [SKIRT], NEW)
    content = table.read_text().replace('3_4_1', 'x')
    table.write_text(content)
    with pytest.raises(ValueError, match=r'labels\.csv:2'):
        labels.save('b.png', [DRESS], NEW)
    assert table.read_text() == content


def test_a_table_is_copied_from_another_one(table, csv_row, csv_file):
    old = csv_file(csv_row('skirt', 'a', hemline_left='1_2_0'), csv_row('skirt', 'b'))
    labels = LabelFile(table, old)
    labels.save('new.png', [SKIRT], NEW)
    assert old.read_text().splitlines() == table.read_text().splitlines()[:-1]


def test_images_without_labels_have_a_category(table, csv_file):
    listed = csv_file('Images/a.jpg,dress', name='test.csv', header='image_id,image_category')
    labels = LabelFile(table, listed)
    assert labels.categories == {'Images/a.jpg': 'dress'}
    assert (labels.image_ids(), labels.is_labelled('Images/a.jpg')) == (['Images/a.jpg'], False)
    with pytest.raises(ValueError, match=r'test\.csv: rows without labels.*-o OUT'):
        LabelFile(listed)


def test_other_names_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r'a\.txt: expected .*\.csv or \.json'):
        LabelFile(tmp_path / 'a.txt')


def test_a_photo_without_a_garment_is_remembered_beside_the_table(table):
    labels = LabelFile(table)
    empty = labels.save('a.png', [], NEW, no_garment=True)
    assert (empty.is_labelled, empty.version != NEW) == (True, True)
    assert not table.exists()  # a table has no row for it
    labels.save('b.png', [SKIRT], NEW)
    listed = table.with_name('labels.no-garment.txt')
    assert listed.read_text() == 'a.png\n'
    again = LabelFile(table)
    assert again.photo_labels('a.png') == empty
    assert [again.is_labelled(name) for name in ('a.png', 'b.png', 'c.png')] == [True, True, False]
    assert again.image_ids() == ['b.png', 'a.png']
    again.save('a.png', [DRESS], empty.version)
    assert (listed.read_text(), again.has_no_garment('a.png')) == ('', False)
    again.save('b.png', [], version_of([SKIRT]), no_garment=True)
    assert garments_of_table(read_annotations(table)) == {'a.png': [DRESS]}
    assert listed.read_text() == 'b.png\n'
    assert not again.save('b.png', [], again.photo_labels('b.png').version).is_labelled


def test_a_photo_without_a_garment_is_not_overwritten_either(table):
    first, second = LabelFile(table), LabelFile(table)
    first.save('a.png', [], NEW, no_garment=True)
    with pytest.raises(Conflict, match=r'a\.png'):
        second.save('a.png', [SKIRT], NEW)
    assert second.has_no_garment('a.png')
    second.save('b.png', [], NEW, no_garment=True)
    first.save('c.png', [], NEW, no_garment=True)
    assert list(LabelFile(table)._no_garment) == ['a.png', 'b.png', 'c.png']
    with pytest.raises(ValueError, match=r'd\.png: 1 garments'):
        first.save('d.png', [SKIRT], NEW, no_garment=True)


@pytest.mark.parametrize('no_garment', [True, False])
def test_killed_between_both_files_a_photo_has_its_labels(table, monkeypatch, no_garment):
    """A row counts if it is there, be it still or already."""
    labels = LabelFile(table)
    before = [SKIRT] if no_garment else []
    version = labels.save('a.png', before, NEW, no_garment=not no_garment).version
    second = '_write' if no_garment else '_no_garment.discard'
    owner, _, name = second.rpartition('.')
    monkeypatch.setattr(labels._no_garment if owner else labels, name, _killed)
    with pytest.raises(KeyboardInterrupt):
        labels.save('a.png', [] if no_garment else [SKIRT], version, no_garment=no_garment)
    again = LabelFile(table)
    assert (again.photo_labels('a.png').garments, again.has_no_garment('a.png')) == ([SKIRT], False)
    again.save('a.png', [], version_of([SKIRT]))
    assert not LabelFile(table).is_labelled('a.png')


def _killed(*arguments):
    raise KeyboardInterrupt


def test_the_list_is_copied_with_the_table(table, tmp_path):
    old = LabelFile(tmp_path / 'old.csv')
    old.save('a.png', [SKIRT], NEW)
    old.save('b.png', [], NEW, no_garment=True)
    copy = LabelFile(table, old.path)
    copy.save('c.png', [], NEW, no_garment=True)
    assert list(LabelFile(table, old.path)._no_garment) == ['b.png', 'c.png']
    assert list(LabelFile(old.path)._no_garment) == ['b.png']


def test_kill_loses_nothing_that_was_saved(table):
    """Each photo that the process reports is in the table, which is whole at any time."""
    script = f"""
from fashionkp.labelling import LabelFile, LabelledGarment
from fashionkp.labelling.garments import version_of
labels = LabelFile({str(table)!r})
for i in range(100_000):
    labels.save(f'{{i}}.png', [LabelledGarment('skirt', {{'hemline_left': (i % 512, 5, 1)}})],
                version_of([]))
    print(i, flush=True)
"""
    process = subprocess.Popen([sys.executable, '-c', script], stdout=subprocess.PIPE, text=True)
    reported = [process.stdout.readline() for _ in range(30)][-1]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    confirmed = int((rest.split('\n')[-2] if '\n' in rest else reported).strip())
    saved = garments_of_table(read_annotations(table))
    assert {f'{i}.png' for i in range(confirmed + 1)} <= saved.keys()
