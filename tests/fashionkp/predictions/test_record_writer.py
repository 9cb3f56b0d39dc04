"""Records as JSON lines: order, resuming, and runs that end early."""

import json

import pytest

from fashionkp.predictions import part_writer
from fashionkp.predictions.record_writer import RecordWriter


@pytest.fixture
def output(tmp_path):
    return tmp_path / 'out' / 'records.jsonl'


def read(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_the_file_has_the_order_of_the_images(output):
    with RecordWriter(str(output), {}) as writer:
        assert writer.start() == set()
        writer.add('b', [{'name': 'b'}])
        writer.add('a', [{'name': 'a', 'garment': 0}, {'name': 'a', 'garment': 1}])
        assert not output.exists()
        writer.finish(['a', 'unreadable', 'b'])
    assert [line['name'] for line in read(output)] == ['a', 'a', 'b']
    assert [*output.parent.iterdir()] == [output]


def test_an_interrupted_run_resumes(output):
    writer = RecordWriter(str(output), {})
    writer.start()
    writer.add('a', [{'run': 1}])
    writer.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    with RecordWriter(str(output), {}, resume=True) as writer:
        assert writer.start() == {'a'}
        writer.add('b', [{'run': 2}])
        writer.finish(['a', 'b'])
    assert read(output) == [{'run': 1}, {'run': 2}]


def test_without_resume_a_run_starts_over(output):
    writer = RecordWriter(str(output), {'size': '8'})
    writer.add('a', [{}])
    writer.flush()
    with pytest.raises(ValueError, match='size: 8 there, 9 here'):
        RecordWriter(str(output), {'size': '9'}, resume=True).start()
    assert RecordWriter(str(output), {'size': '9'}).start() == set()


def test_parts_are_stored_while_the_run_goes_on(output, monkeypatch):
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 2)
    writer = RecordWriter(str(output), {})
    for name in 'abc':
        writer.add(name, [])
    assert RecordWriter(str(output), {}, resume=True).start() == {'a', 'b'}
