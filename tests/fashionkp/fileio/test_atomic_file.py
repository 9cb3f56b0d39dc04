"""Files and folders appear complete or not at all."""

import errno

import pytest

from fashionkp.fileio.atomic_file import atomic_folder, atomic_write


def test_a_file_appears_when_it_is_complete(tmp_path):
    path = tmp_path / 'new' / 'a.txt'
    with atomic_write(path) as file:
        file.write('one\n')
        assert not path.exists()
    assert path.read_bytes() == b'one\n'
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / 'a.bin'
    path.write_bytes(b'old')
    with pytest.raises(TypeError), atomic_write(path, 'wb') as file:
        file.write(b'half' + None)
    assert path.read_bytes() == b'old'
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_not_replaced_by_a_file(tmp_path):
    with pytest.raises(IsADirectoryError, match='folder'), atomic_write(tmp_path):
        pass


def test_other_modes_are_refused(tmp_path):
    with pytest.raises(ValueError, match="'a'"), atomic_write(tmp_path / 'a', 'a'):
        pass


def test_the_error_of_a_full_disk_names_the_file(tmp_path):
    path = tmp_path / 'a.txt'
    path.write_text('old')
    with (
        pytest.raises(OSError, match=r"No space left on device, writing: '.*a\.txt'") as caught,
        atomic_write(path),
    ):
        raise OSError(errno.ENOSPC, 'No space left on device')  # as file.write() does
    assert caught.value.errno == errno.ENOSPC
    assert path.read_text() == 'old'


@pytest.mark.parametrize('exists', [False, True])
def test_a_folder_appears_when_it_is_complete(tmp_path, exists):
    path = tmp_path / 'new' / 'out'
    if exists:
        path.mkdir(parents=True)
    with atomic_folder(path) as folder:
        (folder / 'a.txt').write_text('one')
        assert not (path / 'a.txt').exists()
    assert (path / 'a.txt').read_text() == 'one'
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_no_folder(tmp_path):
    with pytest.raises(TypeError), atomic_folder(tmp_path / 'out') as folder:
        (folder / 'a.txt').write_text(None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('name', ['file', 'folder'])
def test_what_exists_is_not_replaced_by_a_folder(tmp_path, name):
    (tmp_path / 'file').touch()
    (tmp_path / 'folder' / 'a').mkdir(parents=True)
    with pytest.raises(FileExistsError, match=name), atomic_folder(tmp_path / name):
        pass
