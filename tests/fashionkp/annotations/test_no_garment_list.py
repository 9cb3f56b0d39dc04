import pytest

from fashionkp.annotations.no_garment_list import NoGarmentList


@pytest.fixture
def table(tmp_path):
    return tmp_path / 'labels.csv'


def test_photos_are_added_and_removed_in_a_file_of_their_own(table):
    photos = NoGarmentList(table)
    for name in ('b.jpg', 'a b/ü,1.jpg', 'b.jpg'):
        photos.add(name)
    assert photos.path.read_bytes().decode() == 'b.jpg\na b/ü,1.jpg\n'
    assert list(NoGarmentList(table)) == ['b.jpg', 'a b/ü,1.jpg']
    photos.discard('b.jpg')
    photos.discard('c.jpg')
    assert list(NoGarmentList(table)) == ['a b/ü,1.jpg']


def test_what_another_process_writes_is_read_again(table):
    first, second = NoGarmentList(table), NoGarmentList(table)
    first.add('a.jpg')
    second.read_again_if_changed()
    assert 'a.jpg' in second
    second.discard('a.jpg')
    first.read_again_if_changed()
    assert list(first) == []


def test_a_list_edited_by_hand_is_read_and_a_wrong_line_named(table):
    path = table.with_name('labels.no-garment.txt')
    path.write_bytes(b'\xef\xbb\xbfa.jpg\r\n\r\nb.jpg\r\na.jpg')
    assert list(NoGarmentList(table)) == ['a.jpg', 'b.jpg']
    path.write_text('a.jpg\n../b.jpg\n')
    with pytest.raises(ValueError, match=r'labels\.no-garment\.txt:2: .*without \.\.'):
        NoGarmentList(table)
    path.write_bytes(b'\xff')
    with pytest.raises(ValueError, match=r'no-garment\.txt: not text in UTF-8'):
        NoGarmentList(table)
