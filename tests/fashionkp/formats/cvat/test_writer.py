"""What is written for CVAT, and read back."""

import json
import xml.etree.ElementTree as ET
import zipfile

import numpy as np
import pytest

from fashionkp.annotations import read_annotations, write_annotations
from fashionkp.datasets.image_files import image_sizes
from fashionkp.formats.cvat import read_cvat, write_cvat
from fashionkp.formats.several_garments import largest_garments


@pytest.fixture
def table(csv_row, csv_file):
    points = {'waistband_left': '10_20_1', 'hemline_left': '4_0_0', 'hemline_right': '13_512_1'}
    table = read_annotations(csv_file(csv_row('skirt', 'a', **points), csv_row('dress', 'b')))
    table.image_ids[:] = 'x/<&">.jpg'
    return table


def test_garments_of_an_image_are_skeletons_with_a_place_for_each_point(table, tmp_path):
    write_cvat(tmp_path / 'out', table, np.array([[20, 600]] * 2))
    [image] = ET.parse(tmp_path / 'out' / 'annotations.xml').getroot().findall('image')
    assert dict(image.attrib) == dict(id='0', name='x/<&">.jpg', width='20', height='600')
    skirt, dress = image.findall('skeleton')
    assert (skirt.get('label'), dress.get('label')) == ('skirt', 'dress')
    points = {p.get('label'): p.attrib for p in skirt}
    assert points['hemline_left']['points'] == '4.00,0.00'
    states = {name: (p['outside'], p['occluded']) for name, p in points.items()}
    assert states == {
        'waistband_left': ('0', '0'),
        'waistband_right': ('1', '0'),
        'hemline_left': ('0', '1'),
        'hemline_right': ('0', '0'),
    }
    x, y = map(float, points['waistband_right']['points'].split(','))
    assert 4 <= x <= 13  # over the garment, to be switched on
    assert 0 <= y <= 512
    assert all(p.get('outside') == '1' for p in dress)


def test_the_zip_has_what_datumaro_requires(table, tmp_path):
    write_cvat(tmp_path / 'out', table, np.array([[20, 600]] * 2))
    with zipfile.ZipFile(tmp_path / 'out' / 'coco_keypoints.zip') as archive:
        data = json.loads(archive.read('annotations/person_keypoints_default.json'))
    assert data['images'][0] == dict(id=1, file_name='x/<&">.jpg', width=20, height=600)
    for annotation in data['annotations']:
        assert {'id', 'iscrowd', 'segmentation', 'bbox', 'keypoints'} <= annotation.keys()


@pytest.mark.parametrize('name', ['annotations.xml', 'coco_keypoints.zip'])
def test_both_are_read_back(table, tmp_path, name):
    write_cvat(tmp_path / 'out', table, np.array([[20, 600]] * 2))
    back = read_cvat(tmp_path / 'out' / name)
    assert back.fingerprint() == table.fingerprint()
    assert back.lines.tolist() == [1, 1]


@pytest.mark.realdata
def test_real_tables_are_read_back_byte_for_byte(fashionai_root, tmp_path):
    source = fashionai_root / 'train' / 'train.csv'
    table = read_annotations(source)
    write_cvat(tmp_path / 'out', table, image_sizes(table))
    for name in ('annotations.xml', 'coco_keypoints.zip'):
        back = largest_garments(read_cvat(tmp_path / 'out' / name))
        write_annotations(tmp_path / 'a.csv', back)
        assert (tmp_path / 'a.csv').read_bytes() == source.read_bytes().replace(b'\r\n', b'\n')
