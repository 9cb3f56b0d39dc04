"""Tables and image folders of archives."""

import pytest

from fashionkp.annotations import annotation_files, image_root


def test_images_are_beside_the_table_or_beside_its_annotations_folder(tmp_path):
    assert image_root(tmp_path / 'train.csv') == tmp_path
    assert image_root(tmp_path / 'Annotations' / 'train.csv') == tmp_path


def test_a_relative_table_has_a_root_too(tmp_path, monkeypatch):
    (tmp_path / 'Annotations').mkdir()
    monkeypatch.chdir(tmp_path / 'Annotations')
    assert image_root('train.csv') == tmp_path


def test_tables_of_an_archive(csv_file, tmp_path):
    with pytest.raises(FileNotFoundError, match=r'Annotations/\*\.csv.* \*\.csv'):
        annotation_files(tmp_path)
    outside = [csv_file(name=name) for name in ('b.csv', 'a.csv')]
    assert annotation_files(tmp_path) == sorted(outside)
    inside = csv_file(name='Annotations/c.csv')
    assert annotation_files(tmp_path) == [inside]
    assert annotation_files(outside[0]) == [outside[0]]


def test_the_suffix_of_a_table_may_be_in_large_letters_and_folders_have_none(csv_file, tmp_path):
    table = csv_file(name='TRAIN.CSV')
    (tmp_path / 'a.csv').mkdir()
    assert annotation_files(tmp_path) == [table]


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no\.csv'):
        annotation_files(tmp_path / 'no.csv')


@pytest.mark.parametrize('folder', ['Annotations', '.'])
def test_tables_that_other_systems_leave_are_left_out_and_named(tmp_path, caplog, folder):
    """As macOS (on foreign disks) and Emacs (a link to nowhere while a file is edited) do."""
    (tmp_path / folder).mkdir(exist_ok=True)
    table = tmp_path / folder / 'train.csv'
    table.write_text('image_id,image_category\n')
    table.with_name('._train.csv').write_bytes(b'\0\5\26\7\260')
    table.with_name('.#train.csv').symlink_to('me@host.123')
    for _ in range(2):
        assert annotation_files(tmp_path) == [table]
    (message,) = caplog.messages
    assert '2 hidden' in message
    assert '._train.csv' in message
    table.unlink()
    with pytest.raises(FileNotFoundError, match='no table'):
        annotation_files(tmp_path)
