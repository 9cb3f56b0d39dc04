"""fashionkp align: photos with the points of a table, a model or a photo."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.alignment.targets import template
from fashionkp.alignment.transforms import transform_of
from fashionkp.cli.main import main
from fashionkp.predictions import part_writer, record_writer
from fashionkp.predictions.files import read_predictions

COUNT = 6


@pytest.fixture
def shop(tmp_path, monkeypatch, csv_row, csv_file):
    """The current folder: six skirts of different size in shop/; the last has swapped points."""
    monkeypatch.chdir(tmp_path)
    rows = []
    for i in range(COUNT):
        x = (30, 70, 20, 80) if i < COUNT - 1 else (70, 30, 80, 20)
        names = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')
        ys = (20 + i, 20 + i, 90, 90)
        points = {n: f'{x}_{y}_1' for n, x, y in zip(names, x, ys, strict=True)}
        rows.append(csv_row('skirt', f'{i}', **points))
        path = tmp_path / f'shop/Images/skirt/{i}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.full((100, 100, 3), 40 * i, np.uint8))
    csv_file(*rows, name='shop/train.csv')
    return tmp_path / 'shop'


def align(*options, output='out'):
    return main(['align', '--points', 'shop/train.csv', '-o', output, *options])


def records(name='align.jsonl'):
    return [json.loads(line) for line in Path('out', name).read_text().splitlines()]


def test_all_skirts_come_into_one_pose(shop, capsys):
    assert align('--size', '120x160') == 0
    assert capsys.readouterr().out == 'out: 5 images, 1 left out (left_out.jsonl)\n'
    target = template('skirt', (120, 160)).points
    for record, found in zip(records(), read_predictions('out/align.jsonl'), strict=True):
        image = cv2.imread(f'out/{record["image"]}')
        assert image.shape == (160, 120, 3)
        assert record['photo'] == record['image'] == f'Images/skirt/{record["photo"][-5]}.jpg'
        distances = np.hypot(*(found.keypoints - list(target.values())).T)
        assert distances.max() < 15
        truth = [p for p in read_predictions('shop/train.csv') if p.image == record['photo']]
        back = transform_of(record['transform']).to_photo(found.keypoints)
        np.testing.assert_allclose(back, truth[0].keypoints, atol=0.01)


def test_a_bad_fit_is_listed_and_left_out(shop, capsys):
    assert align() == 0
    (left_out,) = records('left_out.jsonl')
    assert left_out['photo'] == 'Images/skirt/5.jpg'
    assert left_out['reason'].startswith('residual')
    assert 'Images/skirt/5.jpg (skirt): residual' in capsys.readouterr().err
    assert not Path('out/Images/skirt/5.jpg').exists()


def test_a_warp_comes_to_the_template(shop):
    assert align('--warp', 'tps', '--size', '200x200') == 0
    target = list(template('skirt', (200, 200)).points.values())
    for record, found in zip(records(), read_predictions('out/align.jsonl'), strict=True):
        assert record['transform']['kind'] == 'thin_plate'
        assert np.hypot(*(found.keypoints - target).T).max() < 4


def test_onto_a_photo(shop, capsys):
    assert align('--onto', 'shop/Images/skirt/0.jpg') == 0
    truth = read_predictions('shop/train.csv')[0].keypoints
    first = read_predictions('out/align.jsonl')[0]
    assert first.size == (100, 100)
    np.testing.assert_allclose(first.keypoints, truth, atol=1e-3)
    assert align('--onto', 'shop/Images/skirt/9.jpg') == 2
    assert 'shop/Images/skirt/9.jpg: no such file' in capsys.readouterr().err


def test_predicted_points(shop, hand_model, capsys):
    options = ['--model', str(hand_model.path), '--onto', 'shop/Images/skirt/1.jpg']
    assert main(['align', 'shop/Images', *options, '-o', 'out']) == 0
    found = read_predictions('out/align.jsonl')
    assert len(found) + len(records('left_out.jsonl')) == COUNT


def test_broken_photos_are_skipped_and_listed(shop, capsys):
    (shop / 'Images/skirt/2.jpg').write_bytes(b'')
    assert align() == 1
    printed = capsys.readouterr()
    assert '1 of 6 images could not be read' in printed.err
    assert 'out: 4 images, 1 left out' in printed.out


@pytest.mark.parametrize(
    ('options', 'message'),
    [
        (['--background', 'pink'], "background 'pink': expected auto"),
        (['--model', 'a.onnx'], '--model does not go with --points'),
    ],
)
def test_options_that_are_refused(shop, options, message, capsys):
    assert align(*options) == 2
    assert message in capsys.readouterr().err
    assert not Path('out').exists()


@pytest.mark.parametrize('size', ['512', '0x20', 'axb', '9x9000'])
def test_sizes_that_are_refused(size, capsys):
    with pytest.raises(SystemExit):
        align('--size', size)
    assert 'expected' in capsys.readouterr().err


@pytest.mark.parametrize('kind', ['path', 'uri'])
def test_an_interrupted_run_resumes(shop, monkeypatch, capsys, kind):
    output = 'out'
    if kind == 'uri':
        pytest.importorskip('pyarrow')
        output = f'{shop.parent.as_uri()}/out'
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 2)
    assert align(output=output) == 0
    whole = Path('out/align.jsonl').read_text()
    flush = record_writer.RecordWriter.flush
    with monkeypatch.context() as patch:

        def interrupt(self):
            flush(self)
            raise KeyboardInterrupt

        patch.setattr(record_writer.RecordWriter, 'flush', interrupt)
        assert align(output=output) == 130
    assert '--resume' in capsys.readouterr().err
    assert align('--resume', '--size', '99x99', output=output) == 2
    assert 'size' in capsys.readouterr().err
    assert align('--resume', output=output) == 0
    assert '2 of 6 images were done before' in capsys.readouterr().err
    assert Path('out/align.jsonl').read_text() == whole


@pytest.mark.faults
def test_killed_runs_leave_no_half_file_and_resume(shop):
    script = Path(__file__).with_name('killed_command.py')
    command = ['align', '--points', 'shop/train.csv', '-o', 'out']
    done = subprocess.run(
        [sys.executable, str(script), '3.jpg', *command], capture_output=True, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    images = sorted(path.name for path in Path('out').rglob('*.jpg'))
    assert images == ['0.jpg', '1.jpg', '2.jpg']
    assert all(cv2.imread(str(path)) is not None for path in Path('out').rglob('*.jpg'))
    assert not list(Path('out').rglob('*.jsonl'))
    assert align('--resume') == 0
    assert len(records()) == COUNT - 1
