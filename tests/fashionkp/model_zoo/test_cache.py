"""The folder of fetched models."""

import hashlib
import sys

import pytest

from fashionkp.model_zoo.cache import fetched_files, has_checksum, model_folder, sha256_of
from fashionkp.model_zoo.catalogue import RemoteFile
from fashionkp.optional_packages import MissingPackage


def test_the_folder_is_in_the_cache_of_the_user(add_entry, cache):
    entry = add_entry('two', {'a.bin': b'a', 'b.bin': b'b'})
    folder = model_folder(entry)
    assert folder == cache / 'fashionkp' / 'models' / 'two'
    assert fetched_files(entry) == []
    folder.mkdir(parents=True)
    for name in ('b.bin', '.a.bin.part', 'others'):
        (folder / name).write_bytes(b'')
    assert fetched_files(entry) == [folder / 'b.bin']


def test_checksums(tmp_path):
    path = tmp_path / 'a.bin'
    path.write_bytes(b'a' * 3_000_000)
    digits = hashlib.sha256(b'a' * 3_000_000).hexdigest()
    assert sha256_of(path) == digits
    assert has_checksum(path, RemoteFile('http://a/a.bin', digits))
    assert has_checksum(path, RemoteFile('http://a/a.bin', digits[:8]))
    assert not has_checksum(path, RemoteFile('http://a/a.bin', digits[:7] + 'x'))


def test_without_platformdirs(add_entry, monkeypatch):
    monkeypatch.setitem(sys.modules, 'platformdirs', None)
    with pytest.raises(MissingPackage, match=r'fashionkp-mm\[runtime\]'):
        model_folder(add_entry('one', {'a.bin': b'a'}))
