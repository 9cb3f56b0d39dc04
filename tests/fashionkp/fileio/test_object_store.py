"""Files by path and URI, one of them in memory, like any store on another machine."""

import pytest

from fashionkp.fileio import object_store
from fashionkp.fileio.object_store import filesystem_of, is_uri, list_files, write_table

pa = pytest.importorskip('pyarrow')
pytest.importorskip('fsspec')


@pytest.fixture(params=['path', 'file://', 'fsspec+memory://'])
def location(request, tmp_path):
    """A folder that does not exist yet."""
    if request.param == 'path':
        return str(tmp_path / 'new' / 'shop')
    return f'{request.param}{tmp_path}/new/shop'


def test_a_file_is_written_replaced_and_found(location):
    assert list_files(location, ('.parquet',)) == []
    for number in (1, 2):
        write_table(pa.table({'a': [number]}), location, 'a.parquet')
    write_table(pa.table({'a': [3]}), f'{location}/deep', 'b.parquet')
    system, root = filesystem_of(location)
    with system.open_output_stream(f'{root}/.hidden.parquet') as stream:
        stream.write(b'')
    assert list_files(location, ('.parquet',)) == [f'{root}/a.parquet']
    assert list_files(location, ('.csv',)) == []
    assert list_files(location, ('.parquet',), recursive=True) == [
        f'{root}/a.parquet',
        f'{root}/deep/b.parquet',
    ]
    assert list_files(f'{location}/a.parquet', ()) == [f'{root}/a.parquet']
    with system.open_input_file(f'{root}/a.parquet') as file:
        assert pa.parquet.read_table(file)['a'].to_pylist() == [2]


def test_a_failure_leaves_no_temporary_file(tmp_path):
    (tmp_path / 'a.parquet').mkdir()
    (tmp_path / 'a.parquet' / 'b').touch()
    with pytest.raises(OSError, match=r'a\.parquet'):
        write_table(pa.table({'a': [1]}), str(tmp_path), 'a.parquet')
    assert [path.name for path in tmp_path.iterdir()] == ['a.parquet']


def test_a_failure_is_named_even_if_there_is_nothing_to_clean_up(tmp_path, monkeypatch):
    class FullStore:
        def create_dir(self, path, recursive): ...

        def open_output_stream(self, path):
            raise OSError('the store is full')

        def delete_file(self, path):
            raise FileNotFoundError(path)

    monkeypatch.setattr(object_store, 'filesystem_of', lambda location: (FullStore(), location))
    with pytest.raises(OSError, match='the store is full'):
        object_store.write_bytes(b'', str(tmp_path), 'a.parquet')


@pytest.mark.parametrize('uri', ['foo://a/b', 'file:///a b'])
def test_a_uri_of_an_unknown_or_malformed_kind_is_named(uri):
    assert is_uri(uri)
    with pytest.raises(ValueError, match=uri):
        filesystem_of(uri)
