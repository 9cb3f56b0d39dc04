"""Files and folders appear complete or not at all."""

import errno
import os
import stat
import subprocess
import sys
import threading

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


def test_a_pipe_is_written_to(tmp_path):
    path, content = tmp_path / 'pipe', []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: content.append(path.read_text()), daemon=True)
    reader.start()
    with atomic_write(path) as file:
        file.write('one')
    reader.join(10)
    assert content == ['one']
    assert stat.S_ISFIFO(path.lstat().st_mode)


def test_a_device_is_written_to():
    reader, device = os.openpty()  # unlike /dev/null, it cannot be lost if this fails
    with atomic_write(os.ttyname(device)) as file:
        file.write('one')
    assert os.read(reader, 9) == b'one'
    os.close(device)
    os.close(reader)


def test_the_error_of_a_pipe_without_reader_names_it(tmp_path):
    path = tmp_path / 'pipe'
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(BrokenPipeError) as caught, atomic_write(path) as file:
        file.write(os.close(reader) or 'one')
    assert caught.value.filename == str(path)


_PRINT_AND_WRITE = """
from fashionkp.fileio.atomic_file import atomic_write
print('before')
with atomic_write('{name}') as file:
    file.write('table\\n')
print('after')
"""


@pytest.mark.parametrize('name', ['/dev/fd/1', 'out.txt'])
def test_standard_output_is_written_to_where_it_is(tmp_path, name):
    with (tmp_path / 'out.txt').open('w') as file:
        script = _PRINT_AND_WRITE.format(name=name)
        subprocess.run([sys.executable, '-c', script], stdout=file, cwd=tmp_path, check=True)
    assert (tmp_path / 'out.txt').read_text() == 'before\ntable\nafter\n'


def test_a_link_is_followed(tmp_path):
    target, link = tmp_path / 'far' / 'a.txt', tmp_path / 'link.txt'
    link.symlink_to(target)
    for content in ('one', 'two'):
        with atomic_write(link) as file:
            file.write(content)
        assert link.is_symlink()
        assert target.read_text() == content
    loop = tmp_path / 'loop.txt'
    loop.symlink_to(loop)
    with pytest.raises(OSError, match=r'symbolic links.*loop\.txt'), atomic_write(loop):
        pass


@pytest.mark.parametrize('mode', [0o600, 0o664])
def test_mode_and_owner_of_what_is_replaced_are_kept(tmp_path, mode):
    path = tmp_path / 'a.txt'
    path.touch()
    path.chmod(mode)
    owner = (12, 34) if os.getuid() == 0 else (os.getuid(), os.getgid())
    os.chown(path, *owner)
    with atomic_write(path) as file:
        assert stat.S_IMODE(os.fstat(file.fileno()).st_mode) == mode  # secret from the start
        file.write('new')
    status = path.stat()
    assert (stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid) == (mode, *owner)
    assert path.read_text() == 'new'


def test_an_error_names_the_file_not_a_temporary_one(tmp_path):
    (tmp_path / 'file').touch()
    long = tmp_path / f'{"x" * 252}.csv'
    for path, name in ((tmp_path / 'file' / 'a.csv', 'file'), (long, long.name)):
        with pytest.raises(OSError, match=name) as caught, atomic_write(path):
            pass
        assert os.path.basename(caught.value.filename) == name
    assert [path.name for path in tmp_path.iterdir()] == ['file']
