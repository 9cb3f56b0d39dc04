"""fashionkp predict --resume: both engines, every format, and runs that were killed."""

import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main
from fashionkp.predictions import part_writer
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.parquet_folder import ParquetFolder
from fashionkp.predictions.unfinished_run import UnfinishedRun
from fashionkp.ray_engine import run as ray_run

pytest.importorskip('pyarrow')

OUTPUTS = ('out.jsonl', 'out.csv', 'out.parquet', 'out')
COUNT = 10


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """The current folder: ten images of five categories in shop/, and parts of two images."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 2)
    monkeypatch.setattr(ray_run, 'GROUP_SIZE', 2)
    (tmp_path / 'shop').mkdir()
    for number in range(COUNT):
        image = np.full((30 + number, 40, 3), (10 * number, number % 5 * 50, 7), np.uint8)
        cv2.imwrite(str(tmp_path / 'shop' / f'{number}.png'), image)
    return tmp_path / 'shop'


@pytest.fixture(params=['local', 'ray'])
def engine(request):
    if request.param == 'ray':
        request.getfixturevalue('ray_in_process')
    return request.param


@pytest.fixture
def predict(shop, hand_model):
    """Runs the command; returns its exit status."""

    def run(output, engine='local', *options):
        model = ['--model', str(hand_model.path), '--measurements', '--batch-size', '2']
        return main(['predict', 'shop', *model, '--engine', engine, '-o', output, *options])

    return run


@pytest.fixture
def interrupt(predict, monkeypatch, capsys):
    """Interrupts the command when it is about to store a part for the ``count``-th time."""

    def run(count, output, engine):
        stored = []
        with monkeypatch.context() as patch:
            for store in (UnfinishedRun, ParquetFolder):

                def write(self, records, original=store.write):
                    stored.append(records)
                    if len(stored) >= count:
                        raise KeyboardInterrupt
                    original(self, records)

                patch.setattr(store, 'write', write)
            capsys.readouterr()
            assert predict(output, engine) == 130
            hint = 'the same command continues' if output == 'out' else 'continue with --resume'
            assert f'fashionkp predict: interrupted: {hint}\n' in capsys.readouterr().err

    return run


def rows(output):
    """Predictions in a file as texts, for NaN equals nothing; sorted where order is arbitrary."""
    found = [f'{g.as_dict(measurements=True)}' for g in read_predictions(output)]
    return found if output.endswith(('.jsonl', '.csv', '.parquet')) else sorted(found)


@pytest.mark.parametrize('output', OUTPUTS)
def test_a_resumed_run_gives_the_same_as_an_uninterrupted_one(
    output, engine, predict, interrupt, capsys
):
    whole = output.replace('out', 'whole')
    assert predict(whole, 'local') == 0
    interrupt(3, output, engine)
    assert not Path(output).is_file()
    assert predict(output, engine, '--resume') == 0
    assert f'4 of {COUNT} images were done before' in capsys.readouterr().err
    if output in ('out.jsonl', 'out.csv'):
        assert Path(output).read_bytes() == Path(whole).read_bytes()
    assert rows(output) == rows(whole)
    assert not [*Path().glob('.*')]


@pytest.mark.parametrize('output', OUTPUTS)
def test_both_engines_write_the_same(output, predict, ray_in_process):
    assert predict(output, 'ray') == 0
    whole = output.replace('out', 'whole')
    assert predict(whole, 'local') == 0
    assert rows(output) == rows(whole)


@pytest.mark.parametrize('output', OUTPUTS[:3])
def test_without_resume_a_run_starts_over(output, engine, predict, interrupt, capsys):
    interrupt(3, output, engine)
    assert predict(output, engine) == 0
    assert 'done before' not in capsys.readouterr().err
    assert len(rows(output)) == COUNT


def test_a_folder_is_resumed_without_being_told_and_by_either_engine(
    predict, interrupt, capsys, ray_in_process
):
    interrupt(4, 'out', 'ray')
    assert predict('out', 'local') == 0
    assert f'6 of {COUNT} images were done before' in capsys.readouterr().err
    assert len(rows('out')) == COUNT


def test_images_that_could_not_be_read_are_tried_again_and_keep_their_place(
    predict, shop, engine, interrupt
):
    image = (shop / '1.png').read_bytes()
    (shop / '1.png').write_bytes(image[:60])
    interrupt(3, 'out.jsonl', engine)
    (shop / '1.png').write_bytes(image)
    assert predict('out.jsonl', engine, '--resume') == 0
    assert [garment.image for garment in read_predictions('out.jsonl')] == [
        f'shop/{i}.png' for i in range(COUNT)
    ]


def test_both_engines_count_the_images_of_this_run(predict, shop, engine, interrupt, capsys):
    interrupt(3, 'out', engine)
    for name in '09':  # one that was predicted, and one that was not
        (shop / f'{name}.png').unlink()
    (shop / '8.png').write_bytes(b'cut off')
    assert predict('out', engine) == 1
    printed = capsys.readouterr().err
    assert f'3 of {COUNT - 2} images were done before' in printed
    assert f'1 of {COUNT - 2} images could not be read' in printed


def test_other_settings_are_refused_by_name(predict, engine, interrupt, capsys):
    interrupt(3, 'out.jsonl', engine)
    assert predict('out.jsonl', engine, '--resume', '--category', 'skirt') == 2
    assert 'category: null there, "skirt" here' in capsys.readouterr().err
    assert predict('out.jsonl', engine, '--resume') == 0


def test_standard_output_cannot_be_resumed(shop, hand_model, capsys):
    assert main(['predict', 'shop', '--model', str(hand_model.path), '--resume']) == 2
    assert '--resume: expected -o' in capsys.readouterr().err


@pytest.mark.faults
@pytest.mark.parametrize('output', OUTPUTS)
def test_a_killed_run_loses_what_was_in_flight_only(output, predict, hand_model, capsys):
    script = (
        'import os, signal, sys\n'
        'from fashionkp.cli.main import main\n'
        'from fashionkp.predictions import parquet_folder, part_writer, unfinished_run\n'
        'part_writer.PART_IMAGES, stored = 2, []\n'
        'for store in (unfinished_run.UnfinishedRun, parquet_folder.ParquetFolder):\n'
        '    def write(self, records, original=store.write):\n'
        '        original(self, records)\n'
        '        stored.append(records)\n'
        '        if len(stored) == 3: os.kill(os.getpid(), signal.SIGKILL)\n'
        '    store.write = write\n'
        'main(sys.argv[1:])\n'
    )
    arguments = ['predict', 'shop', '--model', str(hand_model.path), '--measurements']
    command = [sys.executable, '-c', script, *arguments, '--batch-size', '2', '-o', output]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not Path(output).is_file()
    assert predict(output, 'local', '--resume') == 0
    assert f'6 of {COUNT} images were done before' in capsys.readouterr().err
    assert len(rows(output)) == COUNT
    assert not [*Path().glob('.*')]
