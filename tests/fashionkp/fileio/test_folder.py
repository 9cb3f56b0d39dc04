"""Folders by path and by URI."""

import pytest

from fashionkp.fileio.folder import Folder, local_path, split_location, subfolder


@pytest.fixture(params=['path', 'uri'])
def folder(request, tmp_path):
    if request.param == 'path':
        return Folder(str(tmp_path / 'new' / 'folder'))
    pytest.importorskip('pyarrow')
    return Folder(f'file://{tmp_path}/new/folder')


def test_files_are_written_listed_and_read(folder):
    assert folder.names('.json') == []
    folder.write('b.json', b'2')
    folder.write('a.json', b'0')
    folder.write('a.json', b'1')
    folder.write('a.txt', b'')
    folder.write('.hidden.json', b'')
    assert folder.names('.json') == ['a.json', 'b.json']
    assert folder.read('a.json') == b'1'
    with pytest.raises(FileNotFoundError):
        folder.read('c.json')


def test_names_may_be_paths_and_have_any_character(folder):
    folder.write('100% new/a #1?.txt', b'1')
    assert folder.read('100% new/a #1?.txt') == b'1'
    assert folder.path('b/c.txt') == f'{folder.location}/b/c.txt'


def test_files_without_the_mark_are_taken(folder):
    folder.write('deep/own.txt', b'mark')
    folder.write('other.txt', b'text')
    names = ['other.txt', 'deep/own.txt', 'missing.txt', 'deep']
    assert folder.taken(names, 'mark') == ['other.txt', 'deep']


def test_a_folder_is_removed_with_its_files(folder):
    folder.remove()
    folder.write('a.json', b'1')
    folder.remove()
    assert folder.names('.json') == []


@pytest.mark.parametrize('name', ['.hidden.json', 'deep/a.json'])
def test_a_folder_is_removed_whatever_is_in_it(folder, tmp_path, name):
    path = tmp_path / 'new' / 'folder' / name
    path.parent.mkdir(parents=True)
    path.touch()
    folder.remove()
    assert not (tmp_path / 'new' / 'folder').exists()


def test_a_file_for_a_uri_is_uploaded(tmp_path):
    pytest.importorskip('pyarrow')
    with local_path(f'file://{tmp_path}/out/a.txt') as path:
        path.write_text('text')
        assert not (tmp_path / 'out').exists()
    assert (tmp_path / 'out' / 'a.txt').read_text() == 'text'
    with local_path(str(tmp_path / 'b.txt')) as path:
        assert path == tmp_path / 'b.txt'


def test_nothing_is_uploaded_after_a_failure(tmp_path):
    pytest.importorskip('pyarrow')

    def fail():
        with local_path(f'file://{tmp_path}/a.txt') as path:
            path.write_text('half')
            raise RuntimeError('stop')

    with pytest.raises(RuntimeError, match='stop'):
        fail()
    assert not [*tmp_path.iterdir()]


def test_the_options_of_a_uri_stay_with_the_folder():
    assert split_location('s3://b/a.csv?region=eu') == ('s3://b?region=eu', 'a.csv')


def test_a_subfolder_of_a_path_and_of_a_uri_with_options():
    assert subfolder('out/', 'part') == 'out/part'
    assert subfolder('s3://b/out/?region=eu', 'part') == 's3://b/out/part?region=eu'
    assert subfolder('file://', 'part') == 'file:///part'
