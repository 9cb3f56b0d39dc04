"""Downloads: resumed, checked, and whole under their name or not there at all."""

import errno
import resource
import socket
import threading
from dataclasses import replace

import pytest

from fashionkp.model_zoo import download as module
from fashionkp.model_zoo.cache import has_checksum, model_folder
from fashionkp.model_zoo.download import download, fetch

pytestmark = pytest.mark.faults


@pytest.fixture
def target(tmp_path):
    return tmp_path / 'new' / 'model.bin'


@pytest.fixture
def file(one_file, target):
    """A file of 3 MB on the server."""
    target.parent.mkdir()
    return one_file(bytes(range(256)) * 12_000)


def others(target):
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_a_file_appears_with_progress(file, file_server, target, capsys):
    download(file, target)
    assert target.read_bytes() == file_server.files['/model.bin']
    assert others(target) == []
    assert file_server.requests == [('/model.bin', None)]
    assert capsys.readouterr().err.splitlines()[-1].startswith('100% 3.07M/3.07M')


@pytest.mark.parametrize('header', ['ETag', 'Last-Modified'])
def test_a_broken_connection_is_resumed_at_once(file, file_server, target, header):
    file_server.headers['/model.bin'] = {header: '"1"'}
    file_server.cut_after = [1_000_000, 500_000]
    download(file, target)
    assert target.read_bytes() == file_server.files['/model.bin']
    assert [each for _, each in file_server.requests] == [
        None,
        'bytes=1000000-',
        'bytes=1500000-',
    ]
    assert others(target) == []


def break_off(file, file_server, target, after):
    """Start a download that breaks, twice at the same byte."""
    file_server.cut_after = [after, 0]
    with pytest.raises(ConnectionError, match=r'broke after 1\.0 MB.*again to resume') as raised:
        download(file, target)
    assert '\n' not in str(raised.value)
    assert not target.exists()
    file_server.requests.clear()


def test_the_next_run_resumes(file, file_server, target):
    break_off(file, file_server, target, 1_000_000)
    download(file, target)
    assert has_checksum(target, file)
    assert file_server.requests == [('/model.bin', 'bytes=1000000-')]
    assert others(target) == []


def test_it_restarts_if_the_file_has_changed(file, file_server, one_file, target):
    break_off(file, file_server, target, 1_000_000)
    changed = one_file(b'changed' * 300_000)
    download(changed, target)
    assert target.read_bytes() == b'changed' * 300_000
    assert others(target) == []


def test_it_restarts_if_the_server_ignores_ranges(file, file_server, target):
    break_off(file, file_server, target, 1_000_000)
    file_server.ranges = False
    download(file, target)
    assert has_checksum(target, file)


def test_a_server_that_ignores_ranges_and_breaks_off_again_and_again(file, file_server, target):
    file_server.ranges = False
    file_server.cut_after = [1_000_000] * 9
    with pytest.raises(ConnectionError, match=r'broke after 1\.0 MB'):
        download(file, target)
    assert len(file_server.requests) == 2


@pytest.mark.parametrize('headers', [{}, {'ETag': 'W/"1"'}])
def test_it_restarts_if_the_version_is_not_known(file, file_server, target, headers):
    file_server.headers['/model.bin'] = headers
    file_server.cut_after = [1_000_000, 900_000]
    with pytest.raises(ConnectionError, match=r'broke after 0\.9 MB'):
        download(file, target)
    download(file, target)
    assert {each for _, each in file_server.requests} == {None}
    assert has_checksum(target, file)


@pytest.mark.parametrize('extra', [b'', b'more than the file'])
def test_a_part_as_long_as_the_file_or_longer(file, file_server, target, extra):
    break_off(file, file_server, target, 1_000_000)
    part = target.parent / '.model.bin.part'
    part.write_bytes(file_server.files['/model.bin'] + extra)
    download(file, target)
    assert has_checksum(target, file)
    assert others(target) == []
    assert len(file_server.requests) == (2 if extra else 1)


def test_a_wrong_checksum(file, target):
    wrong = replace(file, sha256='0123abcd')
    with pytest.raises(ValueError, match=r'model.bin: wrong checksum.*0123abcd'):
        download(wrong, target)
    assert [*target.parent.iterdir()] == []


def test_a_missing_file(file, target):
    with pytest.raises(ConnectionError, match=r'/none.bin: .* 404 Not Found$'):
        download(replace(file, url=f'{file.url}/none.bin'), target)
    assert [*target.parent.iterdir()] == []


def test_no_server(file, target):
    with socket.create_server(('127.0.0.1', 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(ConnectionError, match=r'cannot be reached: Connection refused$'):
        download(replace(file, url=f'http://127.0.0.1:{port}/model.bin'), target)
    with pytest.raises(ConnectionError, match=r'no\.invalid.*cannot be reached: \w'):
        download(replace(file, url='http://no.invalid/model.bin'), target)


def test_a_silent_server(file, target, monkeypatch):
    monkeypatch.setattr(module, 'TIMEOUT', 0.1)
    with socket.create_server(('127.0.0.1', 0)) as silent:
        url = f'http://127.0.0.1:{silent.getsockname()[1]}/model.bin'
        with pytest.raises(ConnectionError, match='cannot be reached: timed out'):
            download(replace(file, url=url), target)


def test_a_full_disk(file, file_server, target):
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limits[1]))
    try:
        with pytest.raises(OSError, match=str(target)) as raised:
            download(file, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert raised.value.errno == errno.EFBIG
    assert not target.exists()
    download(file, target)  # with space, it is resumed
    assert has_checksum(target, file)
    assert file_server.requests[-1] == ('/model.bin', 'bytes=1000000-')


@pytest.fixture
def lines():
    return []


def test_fetch_shows_the_notice_once_and_fetches_what_is_missing(
    add_entry, file_server, lines, cache
):
    entry = add_entry('three', {'a.bin': b'a', 'b.bin': b'bb', 'c.bin': b'ccc'})
    paths = fetch(entry, lines.append)
    assert lines == ['research only', 'a.bin (1 of 3)', 'b.bin (2 of 3)', 'c.bin (3 of 3)']
    assert [path.read_bytes() for path in paths] == [b'a', b'bb', b'ccc']
    assert all(path.is_relative_to(cache) for path in paths)
    lines.clear()
    file_server.requests.clear()
    assert fetch(entry, lines.append) == paths
    assert lines == file_server.requests == []
    paths[0].unlink()
    paths[1].write_bytes(b'damaged')
    fetch(entry, lines.append)
    assert [path.read_bytes() for path in paths] == [b'a', b'bb', b'ccc']
    assert lines == ['research only', 'a.bin (1 of 2)', 'b.bin (2 of 2)']


def test_two_at_the_same_time(add_entry, file_server, lines):
    entry = add_entry('big', {'big.bin': b'big' * 100_000})
    file_server.hold = threading.Event()
    waiting = threading.Event()

    def report(line):
        lines.append(line)
        if 'another process' in line:
            waiting.set()

    threads = [threading.Thread(target=fetch, args=(entry, report)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert waiting.wait(10)
    file_server.hold.set()
    for thread in threads:
        thread.join()
    assert len(file_server.requests) == 1
    assert lines.count('research only') == 1
    assert (model_folder(entry) / 'big.bin').read_bytes() == b'big' * 100_000
