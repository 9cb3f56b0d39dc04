"""What CVAT exports: zips of both formats, valid and broken."""

import json
import zipfile

import pytest

from fashionkp.formats.cvat import read_cvat, reader

XML = (
    '<annotations><image id="0" name="a.jpg"><skeleton label="skirt">'
    '<points label="hemline_left" outside="0" occluded="0" points="1,2"/></skeleton></image>'
    '</annotations>'
)
COCO = {
    'images': [{'id': 1, 'file_name': 'a.jpg'}, {'id': 2, 'file_name': 'empty.jpg'}],
    'annotations': [
        {'id': 1, 'image_id': 1, 'category_id': 1, 'keypoints': [1, 2, 2]},
        {'id': 2, 'image_id': 1, 'category_id': 2, 'keypoints': [], 'bbox': [1, 2, 3, 4]},
    ],
    'categories': [
        {'id': 1, 'name': 'skirt', 'keypoints': ['hemline_left']},
        {'id': 2, 'name': 'bag', 'keypoints': []},
    ],
}


@pytest.fixture
def pack(tmp_path):
    def write(**members):
        path = tmp_path / 'a.zip'
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name, text in members.items():
                archive.writestr(name, text)
        return path

    return write


def test_a_zip_of_either_format_is_read(pack, caplog):
    person = 'annotations/person_keypoints_{}.json'
    a, b = json.dumps(COCO), json.dumps(COCO).replace('a.jpg', 'b.jpg')
    images = {'images/../../a.jpg': 'not read'}
    assert read_cvat(pack(**images, **{'annotations.xml': XML})).image_ids.tolist() == ['a.jpg']
    table = read_cvat(pack(**images, **{person.format('x'): a, person.format('y'): b}))
    assert table.image_ids.tolist() == ['a.jpg', 'b.jpg']
    assert table.location(1) == 'a.zip:1'
    assert '1 images without a garment\n  empty.jpg' in caplog.text
    assert '1 annotations of categories that are no garments\n  bag' in caplog.text


@pytest.mark.parametrize(('name', 'text'), [('a.xml', XML), ('a.json', json.dumps(COCO))])
def test_unpacked_files_are_read(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert read_cvat(tmp_path / name).keypoints[0, 17].tolist() == [1, 2]


@pytest.mark.faults
def test_broken_zips_are_named(pack, tmp_path, monkeypatch):
    path = pack(**{'other.json': '{}'})
    with pytest.raises(ValueError, match=r'a\.zip: neither annotations\.xml'):
        read_cvat(path)
    path = pack(**{'annotations/person_keypoints_a.json': b'\xff'})
    with pytest.raises(ValueError, match=r'a\.zip: .*UTF-8'):
        read_cvat(path)
    whole = pack(**{'annotations.xml': XML}).read_bytes()
    for data in (whole[:60], whole[:40] + b'x' * 40 + whole[80:], b'<annotations/>'):
        (tmp_path / 'b.zip').write_bytes(data)
        with pytest.raises(ValueError, match=r'b\.zip: cannot be unpacked'):
            read_cvat(tmp_path / 'b.zip')
    encrypted = bytearray(whole)
    encrypted[6] |= 1  # the flag in the header of the file, and in that of the directory
    encrypted[whole.index(b'PK\x01\x02') + 8] |= 1
    (tmp_path / 'b.zip').write_bytes(encrypted)
    with pytest.raises(ValueError, match=r'b\.zip: cannot be unpacked: .*encrypted'):
        read_cvat(tmp_path / 'b.zip')
    monkeypatch.setattr(reader, 'MAX_BYTES', 50)
    with pytest.raises(ValueError, match=r'a\.zip: .*refused'):
        read_cvat(pack(**{'annotations.xml': XML}))
    with pytest.raises(ValueError, match=r'a\.zip: .*refused'):
        read_cvat(pack(**{'annotations/person_keypoints_a.json': json.dumps(COCO)}))
