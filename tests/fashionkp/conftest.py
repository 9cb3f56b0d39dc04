"""Fixtures for tests of the core: small tables with known numbers, a model without a network."""

import csv
import hashlib
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from file_server import FileServer, run_file_server

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.query import Query
from fashionkp.model_zoo.catalogue import CATALOGUE, ModelEntry, RemoteFile
from fashionkp.predictions.prediction import Prediction

HEADER = ','.join(['image_id', 'image_category', *KEYPOINTS])


@pytest.fixture
def csv_row() -> Callable[..., str]:
    """Return a function that makes a row: ``csv_row('skirt', 'a', waistband_left='1_2_1')``."""

    def make(category: str, image: str, **points: str) -> str:
        cells = [points.pop(name, '-1_-1_-1') for name in KEYPOINTS]
        assert not points, f'unknown key points: {points}'
        return ','.join([f'Images/{category}/{image}.jpg', category, *cells])

    return make


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes rows to a file, after the official header or another one."""

    def write(*rows: str, name: str = 'a.csv', header: str | None = HEADER) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [header, *rows] if header else list(rows)
        path.write_bytes('\n'.join([*lines, '']).encode())
        return path

    return write


@pytest.fixture
def read_rows() -> Callable[..., list[list[str]]]:
    """Return a function that reads the cells of a CSV."""

    def read(path: Path, delimiter: str = ',') -> list[list[str]]:
        with path.open(newline='', encoding='utf-8') as file:
            return list(csv.reader(file, delimiter=delimiter))

    return read


# the official worked example: rows of trousers, in the order of these key points
_TROUSERS = (
    'waistband_left',
    'waistband_right',
    'crotch',
    'bottom_left_in',
    'bottom_left_out',
    'bottom_right_in',
    'bottom_right_out',
)
_TRUTH = (
    '430_284_0 713_303_0 560_537_1 560_626_1 361_588_1 573_622_1 -1_-1_-1',
    '359_301_1 464_297_1 417_403_1 340_669_1 308_658_1 456_713_1 491_714_1',
)
_PREDICTION = (
    '430_294_0 713_323_0 560_567_1 560_666_1 361_638_1 573_682_1 123_345_1',
    '359_311_1 464_317_1 417_433_1 340_709_1 308_708_1 456_773_1 491_784_1',
)


@pytest.fixture
def worked_example(csv_row, csv_file) -> tuple[Path, Path]:
    """Return ground truth and predictions of the challenge's example; NE is 29.994 (official)."""

    def rows(texts: tuple[str, ...]) -> list[str]:
        points = (dict(zip(_TROUSERS, text.split(), strict=True)) for text in texts)
        return [csv_row('trousers', f'{i}', **cells) for i, cells in enumerate(points)]

    return csv_file(*rows(_TRUTH), name='gt.csv'), csv_file(*rows(_PREDICTION), name='pred.csv')


class FakeModel:
    """Predicts points at fixed positions of the box, and the category from the first pixel's blue.

    Attributes:
        categories: Names of the categories that it supports.
        batches: The queries of each call.
    """

    def __init__(self, categories: Sequence[str] = tuple(CATEGORIES)) -> None:
        self.categories = tuple(categories)
        self.batches: list[list[Query]] = []

    def predict(self, queries: Sequence[Query]) -> list[Prediction]:
        self.batches.append(list(queries))
        return [self._prediction(query) for query in queries]

    def _prediction(self, query: Query) -> Prediction:
        predicted = self.categories[int(query.image[0, 0, 0]) % len(self.categories)]
        probs = {name: 0.6 if name == predicted else 0.1 for name in self.categories}
        category = query.category or predicted
        count = len(CATEGORIES[category].keypoints)
        box = query.region
        steps = (np.arange(count)[:, None] + 1) / (count + 1)
        points = np.array(box[:2]) + steps * np.subtract(box[2:], box[:2])
        probability = np.linspace(0.2, 0.9, count)
        return Prediction(
            image=query.name,
            size=query.size,
            box=box,
            category=category,
            category_score=probs[category],
            category_probs=probs,
            keypoints=points,
            scores=probability,
            presence=probability,
        )


@pytest.fixture
def fake_model() -> type[FakeModel]:
    """Return the class of a model without a network."""
    return FakeModel


@pytest.fixture
def image() -> Callable[..., np.ndarray]:
    """Return a function that makes an image of a category for :class:`FakeModel`."""

    def make(category: str = 'blouse', width: int = 40, height: int = 60) -> np.ndarray:
        return np.full((height, width, 3), list(CATEGORIES).index(category), np.uint8)

    return make


class _RayInProcess:
    """A Ray cluster of two cores in this process."""

    @staticmethod
    def cluster_resources() -> dict[str, float]:
        return {'CPU': 2.0}


@pytest.fixture
def ray_in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run jobs of the Ray engine in this process, one group after another."""
    pytest.importorskip('pyarrow')
    from fashionkp.ray_engine import run
    from fashionkp.ray_engine.worker import Worker

    def reports(ray: object, tables: list, job: Any, size: int) -> Iterator[dict[str, Any]]:
        worker = Worker(pickle.loads(pickle.dumps(job)))
        for table in tables:
            yield from worker(table).to_pylist()

    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(_RayInProcess))
    monkeypatch.setattr(run, '_reports', reports)
    monkeypatch.setattr('fashionkp.optional_packages.check_installed', lambda *_: None)


@pytest.fixture
def file_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server on this machine."""
    monkeypatch.setenv('no_proxy', '127.0.0.1')
    with run_file_server() as server:
        yield server


@pytest.fixture
def one_file(file_server: FileServer) -> Callable[..., RemoteFile]:
    """Return a function that puts a file on the server."""

    def put(content: bytes, name: str = 'model.bin', digits: int = 64) -> RemoteFile:
        file_server.files[f'/{name}'] = content
        checksum = hashlib.sha256(content).hexdigest()[:digits]
        return RemoteFile(f'{file_server.url}/{name}', checksum)

    return put


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder for caches."""
    platformdirs = pytest.importorskip('platformdirs')
    path = tmp_path / 'cache'
    monkeypatch.setattr(platformdirs, 'user_cache_path', lambda name: path / name)
    return path


@pytest.fixture
def add_entry(
    one_file: Callable[..., RemoteFile], cache: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., ModelEntry]:
    """Return a function that adds a model to the catalogue, and its files to the server."""

    def add(name: str, files: dict[str, bytes], digits: int = 64, **facts: Any) -> ModelEntry:
        texts = dict.fromkeys(('summary', 'points', 'licence', 'source', 'use'), 'any')
        fields = dict(texts, megabytes=1, notice='research only', verified_online=False) | facts
        remote = tuple(one_file(content, file, digits) for file, content in files.items())
        entry = ModelEntry(name=name, files=remote, **fields)
        monkeypatch.setitem(CATALOGUE, name, entry)
        return entry

    return add
