"""Atomic writing."""

import errno

import pytest

from fashionkp.fileio.atomic_file import atomic_write


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


def test_a_folder_is_not_replaced(tmp_path):
    with pytest.raises(IsADirectoryError, match='folder'), atomic_write(tmp_path):
        pass


def test_only_modes_that_create_a_file_are_taken(tmp_path):
    with pytest.raises(ValueError, match="'a'"), atomic_write(tmp_path / 'a', 'a'):
        pass


def test_a_full_disk_is_told_with_the_file(tmp_path):
    path = tmp_path / 'a.txt'
    path.write_text('old')
    with (
        pytest.raises(OSError, match=r"No space left on device, writing: '.*a\.txt'") as caught,
        atomic_write(path),
    ):
        raise OSError(errno.ENOSPC, 'No space left on device')  # as file.write() does
    assert caught.value.errno == errno.ENOSPC
    assert path.read_text() == 'old'
