"""Results are stored after so many images, after some time, and if a run is interrupted."""

import pytest

from fashionkp.predictions import part_writer
from fashionkp.predictions.part_writer import PartWriter


class Parts(PartWriter[str]):
    """Keeps its parts in a list."""

    def __init__(self):
        super().__init__()
        self.stored = []

    def add(self, *results):
        for result in results:
            self._collect(result)

    def _store(self, results):
        self.stored.append(''.join(results))


def test_a_part_has_so_many_images(monkeypatch):
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 2)
    parts = Parts()
    parts.add(*'abcde')
    assert parts.stored == ['ab', 'cd']
    parts.flush()
    parts.flush()
    assert parts.stored == ['ab', 'cd', 'e']


def test_a_part_is_stored_after_some_time(monkeypatch):
    monkeypatch.setattr(part_writer, 'PART_SECONDS', 0)
    parts = Parts()
    parts.add(*'ab')
    assert parts.stored == ['a', 'b']


@pytest.mark.parametrize(
    ('error', 'stored'), [(KeyboardInterrupt, ['a']), (ValueError, ['a']), (OSError, [])]
)
def test_an_interrupted_run_stores_its_results_unless_storing_failed(error, stored):
    parts = Parts()

    def interrupted():
        with parts:
            parts.add('a')
            raise error

    with pytest.raises(error):
        interrupted()
    assert parts.stored == stored
