"""Finding onnxruntime-web: a folder, an archive, the cache and the download."""

import hashlib
import tarfile
from pathlib import Path

import pytest
from web_runtime_package import fake_package, real_package

from fashionkp.model_zoo.catalogue import RemoteFile
from fashionkp.serving import web_runtime
from fashionkp.serving.web_runtime import FILES, PACKAGE, VERSION, runtime_files

CONTENTS = {target: name.encode() for name, target in FILES.items()}


def archive_of(folder: Path) -> Path:
    """Return an archive as ``npm pack`` writes it."""
    path = folder.with_suffix('.tgz')
    with tarfile.open(path, 'w:gz') as archive:
        archive.add(folder, 'package')
    return path


@pytest.fixture
def remote(one_file, cache, tmp_path, monkeypatch) -> RemoteFile:
    """The archive on a server of this machine, in the place of npm's."""
    content = archive_of(fake_package(tmp_path / 'remote')).read_bytes()
    file = one_file(content, f'{PACKAGE}-{VERSION}.tgz')
    monkeypatch.setattr(web_runtime, 'ARCHIVE', file)
    return file


def refuse(line: str) -> None:
    raise AssertionError(line)


def test_a_folder_and_an_archive_have_the_same_files(tmp_path):
    folder = fake_package(tmp_path / 'package')
    for source in (folder, archive_of(folder)):
        assert runtime_files(source, refuse) == CONTENTS


def test_another_version_is_used_and_reported(tmp_path):
    lines = []
    assert runtime_files(fake_package(tmp_path / 'p', version='9.8.7'), lines.append) == CONTENTS
    assert len(lines) == 1
    assert '9.8.7' in lines[0]
    assert VERSION in lines[0]


def test_another_package_is_refused(tmp_path):
    folder = fake_package(tmp_path / 'package', name='onnxruntime-node')
    with pytest.raises(ValueError, match=rf'npm pack {PACKAGE}@{VERSION}'):
        runtime_files(folder, refuse)


def test_a_missing_file_is_named(tmp_path):
    folder = fake_package(tmp_path / 'package', version='0.1.0')
    (folder / 'dist' / next(iter(FILES))).unlink()
    with pytest.raises(ValueError, match=rf'0\.1\.0 has no dist/{next(iter(FILES))}.*{VERSION}'):
        runtime_files(folder, refuse)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / 'package.tgz'
    with pytest.raises(FileNotFoundError, match=r'package\.tgz'):
        runtime_files(path, refuse)
    path.write_bytes(b'hello')
    with pytest.raises(ValueError, match=r'package\.tgz: not an archive'):
        runtime_files(path, refuse)


def test_it_is_downloaded_once_and_says_so(remote, file_server, cache):
    lines = []
    assert runtime_files(None, lines.append) == CONTENTS
    assert len(lines) == 1
    for word in (remote.url, 'MIT', str(cache)):
        assert word in lines[0]
    assert runtime_files(None, refuse) == CONTENTS
    assert len(file_server.requests) == 1


def test_a_damaged_archive_in_the_cache_is_downloaded_again(remote, cache):
    runtime_files(None, lambda _: None)
    (path,) = cache.rglob('*.tgz')
    path.write_bytes(b'damaged')
    assert runtime_files(None, lambda _: None) == CONTENTS


def test_without_a_connection_the_error_says_what_to_run(remote, file_server):
    file_server.files.clear()
    with pytest.raises(ConnectionError, match=rf'npm pack {PACKAGE}@{VERSION}.*--runtime'):
        runtime_files(None, lambda _: None)


def test_another_file_under_the_address_is_refused(remote, file_server, cache):
    (path,) = file_server.files
    file_server.files[path] = b'forged'
    with pytest.raises(ValueError, match='checksum'):
        runtime_files(None, lambda _: None)
    assert not [*cache.rglob('*.tgz')]


def test_the_pinned_checksum_is_that_of_the_real_package():
    package = real_package()
    if package.name == web_runtime.ARCHIVE.name:
        checksum = hashlib.sha256(package.read_bytes()).hexdigest()
        assert checksum == web_runtime.ARCHIVE.sha256
