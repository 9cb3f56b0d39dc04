"""Images of object stores and Parquet files; a store in memory stands for the others."""

import pickle
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.fileio.object_store import filesystem_of
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.object_store_images import stored_images
from fashionkp.inference.sources import find_images

pa = pytest.importorskip('pyarrow')
pq = pytest.importorskip('pyarrow.parquet')


def content(shade):
    """Return the content of an image file of one shade of grey."""
    return cv2.imencode('.png', np.full((2, 3, 3), shade, np.uint8))[1].tobytes()


def shades(images):
    return [int(image.read()[0, 0, 0]) for image in images]


@pytest.fixture
def shop(tmp_path):
    """A folder with images a.png and deep/b.PNG of shades 1 and 2, and other files."""
    folder = tmp_path / 'shop'
    (folder / 'deep').mkdir(parents=True)
    (folder / 'a.png').write_bytes(content(1))
    (folder / 'deep' / 'b.PNG').write_bytes(content(2))
    (folder / 'deep' / '.c.png').write_bytes(content(3))
    (folder / 'd.txt').touch()
    return folder


@pytest.fixture
def table(tmp_path):
    """Writes a Parquet file of rows in groups of three."""

    def write(**columns):
        path = tmp_path / 'table.parquet'
        pq.write_table(pa.table(columns), path, row_group_size=3)
        return path

    return write


@pytest.mark.parametrize('kind', ['file://', 'fsspec+memory://'])
def test_a_folder_and_an_image_by_uri(kind, shop):
    uri = f'{kind}{shop}'
    if 'memory' in kind:
        system, root = filesystem_of(uri)
        pa.fs.copy_files(str(shop), root, destination_filesystem=system)
    found = stored_images(f'{uri}/')
    assert [image.name for image in found] == [f'{uri}/a.png', f'{uri}/deep/b.PNG']
    assert shades(found) == shades(pickle.loads(pickle.dumps(found))) == [1, 2]
    (image,) = find_images([f'{uri}/a.png'])[0]
    assert (image.name, shades([image])) == (f'{uri}/a.png', [1])


def test_folders_to_leave_out_are_given_by_uri_too(shop):
    uri = f'file://{shop}'
    found = find_images([uri], without=[f'{uri}/deep', Path('deep')])
    assert [image.name for image in found[0]] == [f'{uri}/a.png']
    for without in (uri, f'{uri}/dee', 'file:///deep'):  # all of it is never left out
        assert len(find_images([uri], without=[without])[0]) == 2


def test_links_in_a_folder_by_uri_are_followed_but_not_around(shop, tmp_path):
    (tmp_path / 'photos').mkdir()
    (shop / 'a.png').rename(tmp_path / 'photos' / 'a.png')
    (shop / 'linked').symlink_to(tmp_path / 'photos')
    (shop / 'deep' / 'up').symlink_to(shop)
    (shop / 'nowhere.png').symlink_to('no.png')
    left_out = []
    by_uri = [image.name for image in stored_images(f'file://{shop}', left_out)]
    by_path = [image.name for image in find_images(shop)[0]]
    assert by_uri == [f'file://{name}' for name in by_path]
    assert len(by_uri) == 2
    assert f'file://{shop}/d.txt' in left_out


def test_a_parquet_file_of_images(table):
    rows = [content(shade) for shade in range(8)]
    path = table(bytes=rows)
    found = stored_images(str(path))
    assert [image.name for image in found] == [f'{path}#{row:06}' for row in range(8)]
    for order in ([*range(8)], [7, 2, 0, 1, 6, 3, 5, 4]):
        assert shades(found[row] for row in order) == order
    broken = stored_images(str(table(bytes=[None, b'no', content(3)], image_id=[*'abc'])))
    for image, reason in zip(broken, ('a: its row has no bytes', 'b: not an image'), strict=False):
        with pytest.raises(ValueError, match=reason):
            image.read()
    assert (broken[2].name, shades(broken[2:])) == ('c', [3])


def test_ids_and_categories_of_a_parquet_file(table):
    path = table(bytes=[content(1)] * 2, image_id=[7, 0], image_category=['skirt', None])
    images = [*Inputs([str(path)])]
    assert [(image.name, image.category) for image in images] == [('7', 'skirt'), ('0', None)]
    path = table(bytes=[content(1)], image_category=['hat'])
    with pytest.raises(ValueError, match="'hat'"):
        Inputs([path])


def test_a_parquet_file_that_names_images(table, shop):
    path = table(path=['shop/a.png', str(shop / 'a.png'), f'file://{shop}/deep/b.PNG'])
    found = stored_images(str(path))
    assert [image.name for image in found] == pq.read_table(path)['path'].to_pylist()
    assert shades(found) == [1, 1, 2]
    assert shades(stored_images(f'file://{path}?use_mmap=true')) == [1, 1, 2]


def test_a_folder_of_parquet_files(table, tmp_path):
    folder = tmp_path / 'parts.parquet'
    folder.mkdir()
    for name in ('b', '._b'):
        (folder / 'deep').mkdir(exist_ok=True)
        shutil.copy(table(bytes=[content(ord('b'))]), folder / 'deep' / f'{name}.parquet')
    (folder / 'deep' / 'up').symlink_to(folder)
    for name in 'ba':
        shutil.copy(table(bytes=[content(ord(name))]), folder / f'{name}.parquet')
    found = find_images(folder)[0]
    names = [f'{folder}/{name}.parquet#000000' for name in ('a', 'b', 'deep/b')]
    assert [image.name for image in found] == names
    assert shades(found) == [ord(name) for name in 'abb']
    path = table(bytes=[content(1)])
    assert shades(find_images(path.rename(tmp_path / 'TABLE.PARQUET'))[0]) == [1]


@pytest.mark.parametrize(
    ('columns', 'reason'),
    [
        (dict(image=[b'']), 'columns image: expected bytes or path'),
        (dict(bytes=['a']), 'column bytes of type string: expected binary'),
        (dict(path=['a', None]), 'table.parquet#000001: its row has no path'),
    ],
)
def test_other_columns_are_refused(columns, reason, table):
    with pytest.raises(ValueError, match=reason):
        stored_images(str(table(**columns)))


def test_other_files_and_missing_locations_are_refused(tmp_path):
    bad = tmp_path / 'bad.parquet'
    bad.write_bytes(b'PAR1')
    with pytest.raises(ValueError, match=r'bad\.parquet: cannot read'):
        stored_images(str(bad))
    for name in ('nothing', 'nothing.parquet', Path(bad.name).stem):
        with pytest.raises(FileNotFoundError, match=name):
            stored_images(f'file://{tmp_path}/{name}')
    for name in ('walk.mp4', 'test.csv?use_mmap=true'):
        with pytest.raises(ValueError, match=r' read from paths'):
            stored_images(f'file://{tmp_path}/{name}')
