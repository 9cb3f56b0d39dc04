"""Images that are read and decoded ahead of time, while others are predicted."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from fashionkp.images.reading import decode_image
from fashionkp.inference.cpu_features import core_count
from fashionkp.inference.object_store_images import StoredFile, StoredRow
from fashionkp.inference.one_core import pool_of
from fashionkp.inference.source_image import SourceImage

AHEAD = 16
"""Largest number of images that are fetched, and of those that are decoded, ahead of time."""

MAX_BYTES = 256_000_000
"""Bytes of decoded images beyond which fewer are decoded ahead: 7 photos of 12 megapixels."""


def read_ahead(images: Iterable[SourceImage]) -> Iterator[SourceImage]:
    """Yield the same images in the same order, read ahead of time by other threads.

    An image that cannot be read raises when it is read, as before; others are not affected.

    Args:
        images: Taken in this thread, up to 32 before they are yielded.
    """
    waiting: deque[tuple[SourceImage, Future[np.ndarray]]] = deque()
    ahead = workers = core_count()  # until the size of the images is known
    largest = 1
    with pool_of(workers, 'read') as pool:
        for image in _fetch_ahead(images):
            waiting.append((image, pool.submit(image.read)))
            while len(waiting) > ahead:
                image, future = waiting.popleft()
                if not future.exception():
                    largest = max(largest, future.result().nbytes)
                    ahead = min(max(MAX_BYTES // largest, 1), AHEAD)
                yield replace(image, read=future.result)
        while waiting:
            image, future = waiting.popleft()
            yield replace(image, read=future.result)


def _fetch_ahead(images: Iterable[SourceImage]) -> Iterator[SourceImage]:
    """Yield the same images; those of object stores and Parquet files are fetched ahead of time."""
    waiting: deque[tuple[SourceImage, Future[bytes] | None]] = deque()
    # a Parquet file is fast only in the order of its rows
    with pool_of(AHEAD, 'fetch') as stores, pool_of(1, 'rows') as tables:
        for image in images:
            content = None
            if isinstance(image.read, StoredFile | StoredRow):
                pool = stores if isinstance(image.read, StoredFile) else tables
                content = pool.submit(image.read.content)
            waiting.append((image, content))
            while waiting and (waiting[0][1] is None or len(waiting) > AHEAD):
                yield _with_content(*waiting.popleft())
        while waiting:
            yield _with_content(*waiting.popleft())


def _with_content(image: SourceImage, content: 'Future[bytes] | None') -> SourceImage:
    if content is None:
        return image
    return replace(image, read=lambda: decode_image(content.result(), image.name))
