"""Images that other threads read ahead of time."""

import threading
from functools import partial

import cv2
import numpy as np
import pytest
from waiting import wait_until

from fashionkp.inference import read_ahead as module
from fashionkp.inference.object_store_images import stored_images
from fashionkp.inference.read_ahead import AHEAD, read_ahead
from fashionkp.inference.source_image import SourceImage
from fashionkp.inference.sources import find_images


def content(shade):
    """Return the content of an image file of one shade of grey."""
    return cv2.imencode('.png', np.full((2, 3, 3), shade, np.uint8))[1].tobytes()


def shades(images):
    return [int(image.read()[0, 0, 0]) for image in images]


class Reader:
    """Makes images of 3 bytes that record when they are read, and by which threads."""

    def __init__(self, num_bytes=3):
        self.shape = (1, num_bytes // 3, 3)
        self.read, self.threads = [], set()

    def image(self, number):
        return SourceImage(f'{number}', partial(self._read, number))

    def _read(self, number):
        self.read.append(number)
        self.threads.add(threading.current_thread().name)
        if number % 10 == 3:
            raise ValueError(f'{number}: cut off')
        return np.full(self.shape, number, np.uint8)

    def images(self):
        number = 0
        while True:
            yield self.image(number)
            number += 1


@pytest.fixture
def reader():
    return Reader()


def test_the_order_is_kept_and_a_broken_image_stops_no_other(reader):
    images = read_ahead(reader.image(number) for number in range(50))
    for number, image in enumerate(images):
        assert image.name == f'{number}'
        if number % 10 == 3:
            with pytest.raises(ValueError, match=f'{number}: cut off'):
                image.read()
        else:
            assert image.read()[0, 0, 0] == number
    assert sorted(reader.read) == list(range(50))
    assert all(name.startswith('read') for name in reader.threads)


def test_images_are_read_before_they_are_asked_for_but_not_all(reader):
    images = read_ahead(reader.images())
    for _ in range(20):
        next(images)
    wait_until(lambda: len(reader.read) == 20 + AHEAD)
    next(images)
    wait_until(lambda: len(reader.read) == 21 + AHEAD)
    images.close()
    assert len(reader.read) == 21 + AHEAD
    assert not any(thread.name.startswith('read') for thread in threading.enumerate())


def test_fewer_large_images_are_read_ahead(monkeypatch):
    monkeypatch.setattr(module, 'MAX_BYTES', 3_000)
    reader = Reader(num_bytes=900)
    images = read_ahead(reader.images())
    for _ in range(20):
        next(images)
    wait_until(lambda: len(reader.read) == 20 + 3)
    images.close()  # waits for what is being read
    assert len(reader.read) == 20 + 3


def test_images_may_be_read_after_the_last_one_is_taken(reader):
    images = list(read_ahead(reader.image(number) for number in (0, 1, 2)))
    assert shades(images) == [0, 1, 2]


def test_images_of_stores_are_fetched_ahead_in_order(tmp_path):
    pytest.importorskip('pyarrow')
    for name in 'ab':
        (tmp_path / f'{name}.png').write_bytes(content(ord(name)))
    found = stored_images(f'file://{tmp_path}')
    local = find_images([tmp_path / 'a.png'])[0]
    (tmp_path / 'b.png').unlink()
    first, second, *others = read_ahead([*found, *local * 20])
    assert shades([first, *others]) == [ord('a')] * 21
    with pytest.raises(OSError, match=r'cannot read image file://.*b\.png: '):
        second.read()


def test_rows_of_a_parquet_file_are_read_in_their_order_by_one_thread(tmp_path, monkeypatch):
    pytest.importorskip('pyarrow')
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [content(shade) for shade in range(100)]
    rows[50] = None
    pq.write_table(pa.table({'bytes': rows}), tmp_path / 'a.parquet', row_group_size=40)
    found = stored_images(str(tmp_path / 'a.parquet'))
    read = []
    original = type(found[0].read).content

    def recorded(row):
        read.append((threading.get_ident(), row.group, row.row))
        return original(row)

    monkeypatch.setattr(type(found[0].read), 'content', recorded)
    images = list(read_ahead(found))
    assert shades(images[:50] + images[51:]) == [*range(50), *range(51, 100)]
    with pytest.raises(ValueError, match=r'000050: its row has no bytes'):
        images[50].read()
    assert read == sorted(read)
    assert len({thread for thread, _, _ in read}) == 1
