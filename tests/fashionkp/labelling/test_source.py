import pytest

from fashionkp.labelling import find_source


def test_a_folder_of_photos_gets_a_table(photos):
    (photos / 'notes.txt').write_text('')
    source = find_source(photos)
    assert source.output == photos / 'labels.csv'
    assert source.photos == {name: photos / name for name in ('a.png', 'b.png', 'c.png')}
    assert source.left_out == f'1 file skipped (1 .txt): {photos / "notes.txt"}'
    for name in ('labels.csv', 'labels.no-garment.txt'):
        (photos / name).write_text('')
    assert find_source(photos).left_out == source.left_out
    (photos / 'labels.csv').unlink()
    (photos / 'labels.json').write_text('')
    assert find_source(photos).output == photos / 'labels.json'


def test_ids_are_relative_to_the_table(photos, tmp_path):
    assert 'photos/a.png' in find_source(photos, tmp_path / 'out.csv').photos
    archived = find_source(photos, tmp_path / 'Annotations' / 'train.csv')
    assert 'photos/a.png' in archived.photos
    with pytest.raises(ValueError, match=r'out\.csv: expected a file in .*photos or above'):
        find_source(photos, tmp_path / 'elsewhere' / 'out.csv')


def test_the_table_of_a_folder_is_used_unless_there_are_several(photos):
    (photos / 'a.csv').write_text('')
    assert find_source(photos).output == photos / 'a.csv'
    (photos / 'b.csv').write_text('')
    with pytest.raises(ValueError, match=r'several files of labels: .*a\.csv, .*b\.csv'):
        find_source(photos)


def test_a_file_is_corrected_or_copied(photos, tmp_path):
    table = photos / 'a.csv'
    with pytest.raises(FileNotFoundError, match=r'a\.csv'):
        find_source(table)
    table.write_text('')
    assert find_source(table).output == table
    other = find_source(table, photos / 'b.json')
    assert (other.output, other.start) == (photos / 'b.json', table)
    with pytest.raises(ValueError, match=r'b\.csv: expected a file in .*photos'):
        find_source(table, tmp_path / 'b.csv')


def test_what_is_no_photo_is_named(photos, tmp_path):
    (photos / 'back\\slash.png').write_bytes((photos / 'a.png').read_bytes())
    assert 'slashes' in find_source(photos).errors['back\\slash.png']
    (tmp_path / 'empty').mkdir()
    with pytest.raises(FileNotFoundError, match='empty: no image'):
        find_source(tmp_path / 'empty')
    with pytest.raises(ValueError, match=r'a\.png: expected a folder'):
        find_source(photos / 'a.png')
