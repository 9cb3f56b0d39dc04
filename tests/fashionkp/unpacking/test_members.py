"""Archives that are broken or hostile."""

import io
import stat
import tarfile
import zipfile

import pytest

from fashionkp.unpacking import members, unpack


@pytest.fixture
def refused(save, tmp_path):
    """Return a function that unpacks an archive, which must be refused and leave nothing."""

    def check(name, content, message):
        with pytest.raises(ValueError, match=message):
            unpack([save(name, content)], tmp_path / 'deep' / 'out')
        assert not (tmp_path / 'deep' / 'out').exists()
        outside = {path.name for path in tmp_path.iterdir()} - {'downloads', 'deep'}
        assert not outside

    return check


@pytest.mark.parametrize('kind', ['.zip', '.tar', '.tar.gz'])
@pytest.mark.parametrize(
    'name',
    ['../a.csv', '/tmp/a.csv', 'Images/../../a.jpg', 'Images\\..\\a.jpg', 'C:/a.csv', 'a\n.csv'],
)
def test_paths_out_of_the_folder_are_refused(refused, kind, name):
    refused(f'a{kind}', {name: b''}, rf'a{kind}: .*(relative path|slashes)')


@pytest.mark.parametrize('kind', [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_and_pipes_in_a_tar_are_refused(refused, kind):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w') as archive:
        info = tarfile.TarInfo('Images/skirt/a.jpg')
        info.type, info.linkname = kind, '' if kind == tarfile.FIFOTYPE else '/etc/passwd'
        archive.addfile(info)
    refused('a.tar', buffer.getvalue(), "a.tar: 'Images/skirt/a.jpg': .*refused")


def test_a_link_in_a_zip_is_refused(refused):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        info = zipfile.ZipInfo('Images/skirt/a.jpg')
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, '/etc/passwd')
    refused('a.zip', buffer.getvalue(), "'Images/skirt/a.jpg': not a regular file: refused")


@pytest.mark.parametrize('headers', [{}, {'GNU.sparse.major': '1', 'GNU.sparse.minor': '0'}])
def test_a_sparse_file_in_a_tar_is_refused(refused, headers):
    """A few kilobytes could state holes of any size, which no archive of images has."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w', format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo('Images/skirt/a.jpg')
        content = b'1\n0\n1\n'.ljust(512, b'\0') + b'x' if headers else b''
        info.size = len(content)
        info.pax_headers = {**headers, 'GNU.sparse.realsize': str(2**40)} if headers else {}
        if not headers:
            info.type = tarfile.GNUTYPE_SPARSE
        archive.addfile(info, io.BytesIO(content))
    refused('a.tar', buffer.getvalue(), r"a\.tar: 'Images/skirt/a\.jpg': a sparse file: refused")


@pytest.mark.parametrize('method', [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_refused(refused, method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', method) as archive:
        archive.writestr('Images/skirt/a.jpg', bytes(range(256)) * 20)
    content = bytearray(buffer.getvalue())
    start = content.find(b'a.jpg') + 30
    content[start : start + 60] = bytes(byte ^ 0xA5 for byte in content[start : start + 60])
    refused('a.zip', bytes(content), r'a\.zip: a broken archive')


def test_a_damaged_header_in_a_tar_is_not_taken_for_its_end(refused, archive):
    names = [f'Images/skirt/{name}.jpg' for name in 'abc']
    content = bytearray(archive('a.tar', dict.fromkeys(names, b'x' * 99)))
    content[1024 + 150] ^= 1  # in the checksum of the second
    refused('a.tar', bytes(content), r'a\.tar: a broken archive \(a damaged header')


def test_a_zip_of_a_later_version_is_refused(refused, archive):
    content = bytearray(archive('a.zip', {'train.csv': b'x'}))
    content[content.find(b'PK\x01\x02') + 6] = 255
    refused('a.zip', bytes(content), r'a\.zip: a broken archive \(.*version 25\.5')


def test_a_method_of_compression_that_python_lacks_is_named(refused, archive):
    content = archive('a.zip', {'train.csv': b'x' * 99})
    deflate64 = content.replace(b'\x08\x00', b'\x09\x00')
    refused('a.zip', deflate64, r"a\.zip: 'train\.csv': .*deflate64.*unpack it yourself")


def test_a_name_that_is_not_utf_8_is_named(refused):
    name = 'Images/skirt/\udcff.jpg'
    refused('a.tar', {name: b''}, r'a\.tar: .*udcff.*UTF-8')


@pytest.mark.parametrize('kind', ['.zip', '.tar.gz'])
@pytest.mark.parametrize('name', ['train.csv', 'readme.txt'])
def test_an_archive_that_unpacks_to_far_too_much_is_refused(refused, monkeypatch, kind, name):
    monkeypatch.setattr(members, 'ALLOWANCE', 2**16)
    message = 'unpacks to more than' if kind == '.tar.gz' or name == 'train.csv' else 'no table'
    refused(f'a{kind}', {name: bytes(2**21)}, message)


def test_a_bomb_within_an_archive_is_refused(refused, archive, monkeypatch):
    monkeypatch.setattr(members, 'ALLOWANCE', 2**16)
    inner = archive('.zip', {'train.csv': bytes(2**22)})
    refused('a.zip', {'b.zip': inner}, r'a\.zip: unpacks to more than')


def test_too_many_nested_archives_and_files_are_refused(refused, archive, monkeypatch):
    content = archive('.tar', {'train.csv': b''})
    for _ in range(4):
        content = archive('.tar', {'a.tar': content})
    refused('a.tar', content, 'archives within archives')
    monkeypatch.setattr(members, '_MAX_MEMBERS', 3)
    refused('b.zip', {f'{i}.csv': b'' for i in range(4)}, 'more than 3 files')


@pytest.mark.parametrize('kind', ['.zip', '.tar', '.tar.gz'])
def test_an_incomplete_download_is_refused(refused, archive, kind):
    whole = archive(kind, {'Images/skirt/a.jpg': bytes(range(256)) * 40})
    refused(f'a{kind}', whole[: len(whole) // 2], rf'a{kind}.*: (a broken archive|not a tar)')


@pytest.mark.parametrize('content', [b'', b'x', b'<html>' * 200, b'PK\x03\x04', b'\x1f\x8b'])
def test_other_files_are_refused(refused, content):
    refused('a.tar', content, r'a\.tar: (not a tar|a broken archive)')


def test_an_encrypted_zip_is_refused(refused, archive):
    content = bytearray(archive('.zip', {'train.csv': b'x'}))
    for signature, offset in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        content[content.index(signature) + offset] |= 1
    refused('a.zip', bytes(content), "a.zip: 'train.csv': encrypted")
