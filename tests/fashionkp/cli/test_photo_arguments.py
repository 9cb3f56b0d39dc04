"""Arguments of commands that work on photos with their points."""

import argparse

import pytest

from fashionkp.cli.photo_arguments import add_photo_arguments, photo_options


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'a.onnx').write_bytes(b'1')
    (tmp_path / 'found.jsonl').write_bytes(b'1')

    def read(*argv):
        parser = argparse.ArgumentParser()
        add_photo_arguments(parser)
        return photo_options(parser.parse_args(argv))

    return read


def test_points_are_predicted_by_default(read):
    options = read('shop', '--model', 'a.onnx', '--category', 'skirt', '--batch-size', '3')
    assert (options.inputs, options.points) == (('shop',), None)
    assert (options.prediction.category, options.prediction.batch_size) == ('skirt', 3)
    assert options.files == ['a.onnx']
    assert options.settings() == read('shop', '--model', 'a.onnx', '--category', 'skirt').settings()


def test_points_of_a_file_need_no_model(read, tmp_path):
    options = read('--points', 'found.jsonl')
    assert (options.inputs, options.prediction, options.files) == ((), None, ['found.jsonl'])
    settings = options.settings()
    assert settings != read('--points', 'found.jsonl', '--images', 'shop').settings()
    (tmp_path / 'found.jsonl').write_bytes(b'2')
    assert settings != read('--points', 'found.jsonl').settings()


@pytest.mark.parametrize(
    ('argv', 'message'),
    [
        ([], '--points FILE'),
        (['shop', '--images', 'x'], '--images goes with --points'),
        (['--points', 'found.jsonl', '--model', 'a.onnx'], '--model does not go with --points'),
        (['--points', 'found.jsonl', '--no-flip'], '--flip does not go with --points'),
        (['--points', 'found.jsonl', '--category', 'skirt'], '--category does not go'),
    ],
)
def test_options_that_do_not_go_together(read, argv, message):
    with pytest.raises(ValueError, match=message):
        read(*argv)
