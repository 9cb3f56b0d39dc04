"""The demo end to end, with too few images to learn anything."""

import json
import re
from multiprocessing import active_children

import cv2
import pytest

from fashionkp.annotations import annotation_files, read_annotations, read_submission
from fashionkp.categories import CATEGORIES
from fashionkp.score import score_tables
from fashionkp.visualization import comparison
from fashionkp_mm.apis import demo

NUMBERS = dict(num_train=20, num_test=10, epochs=1)


class Stopped(Exception):
    """Raised in place of training."""


@pytest.fixture(scope='module')
def finished_demo(tmp_path_factory):
    """Output folder of a finished demo, its metrics, and the captions on its contact sheet."""
    others = set(active_children())
    out = tmp_path_factory.mktemp('demo') / 'out'
    captions = []

    def recording_tile(image, size, caption):
        captions.append(caption)
        return tile(image, size, caption)

    tile = comparison.tile
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparison, 'tile', recording_tile)
        patch.delenv('FASHIONAI_ROOT', raising=False)  # the demo needs no data but its own
        patch.chdir(out.parent)
        metrics = demo.run_demo(out, **NUMBERS)
    # PyTorch waits 5 seconds for each loader whose workers are left to the garbage collector.
    assert set(active_children()) <= others
    return out, metrics, captions


def test_contact_sheet_shows_truth_and_prediction_of_every_category(finished_demo):
    out, _, captions = finished_demo
    assert captions[::2] == [f'{name}: truth' for name in CATEGORIES for _ in range(2)]
    assert all(re.fullmatch(r'predicted, NE \d+\.\d', caption) for caption in captions[1::2])
    image = cv2.imread(str(out / 'contact_sheet.png'))
    w, h = demo._TILE_SIZE
    assert image.shape == (3 * (h + 4) + 4, 8 * (w + 4) + 4, 3)  # 20 tiles, 8 in a row


def test_summary_has_the_metrics_the_training_and_existing_files(finished_demo):
    out, metrics, _ = finished_demo
    summary = (out / 'summary.md').read_text()
    written = json.loads((out / 'metrics.json').read_text())
    assert written == metrics
    ne = float(re.search(r'garments: (\S+) %', summary)[1])
    assert ne == pytest.approx(written['fashionai/NE'], abs=0.005)
    for name in CATEGORIES:
        assert f'| {name} | {written[f"fashionai/NE_{name}"]:.2f} |' in summary
    assert '1 epochs on 20 synthetic images' in summary
    files = re.findall(r'^\| .* \| (\S+) \|$', summary.split('where in')[1], re.MULTILINE)
    assert {'contact_sheet.png', 'metrics.json', 'predictions.csv', 'data'} < {*files}
    assert [name for name in files if name != '---' and not (out / name).exists()] == []


def test_score_of_the_predictions_is_the_reported_one(finished_demo):
    out, metrics, _ = finished_demo
    truth = read_annotations(out / 'data' / 'test' / 'Annotations' / 'train.csv')
    score = score_tables(truth, read_submission(out / 'predictions.csv'))
    assert score.images + score.images_skipped == NUMBERS['num_test']
    assert metrics['fashionai/NE'] == pytest.approx(score.ne, abs=1e-6)


def test_test_images_are_not_training_images(finished_demo):
    out, _, _ = finished_demo
    tables = [
        read_annotations(out / 'data' / name / 'Annotations' / 'train.csv')
        for name in ('train', 'test')
    ]
    assert [len(table) for table in tables] == [NUMBERS['num_train'], NUMBERS['num_test']]
    assert not set(tables[0].image_ids) & set(tables[1].image_ids)


def test_second_demo_uses_the_images_again(finished_demo, monkeypatch, capsys):
    def stop(*_, **__):
        raise Stopped

    out, _, _ = finished_demo
    before = {path: path.stat().st_mtime_ns for path in (out / 'data').rglob('*')}
    monkeypatch.setattr(demo, 'train', stop)
    with pytest.raises(Stopped):
        demo.run_demo(out, **NUMBERS)
    assert {path: path.stat().st_mtime_ns for path in (out / 'data').rglob('*')} == before
    assert capsys.readouterr().out.count('used again') == 2


@pytest.mark.parametrize(('name', 'existing'), [('num_train', 20), ('num_test', 10)])
def test_other_number_of_images_in_the_same_folder_is_refused(finished_demo, name, existing):
    with pytest.raises(ValueError, match=rf'\b{existing} annotated images.*\b30\b'):
        demo.run_demo(finished_demo[0], **{**NUMBERS, name: 30})


def test_demo_that_was_interrupted_while_drawing_draws_again(tmp_path, monkeypatch):
    def stop(*_, **__):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr('fashionkp.synthetic.dataset.write_annotations', stop)
        with pytest.raises(Stopped):
            demo.run_demo(tmp_path, **NUMBERS)
    assert [path.name for path in (tmp_path / 'data').iterdir()] == ['train.unfinished']
    monkeypatch.setattr(demo, 'train', stop)
    with pytest.raises(Stopped):
        demo.run_demo(tmp_path, **NUMBERS)
    assert {path.name for path in (tmp_path / 'data').iterdir()} == {'train', 'test'}
    assert len(read_annotations(*annotation_files(tmp_path / 'data' / 'train'))) == 20


def test_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / 'data' / 'train' / 'Images').mkdir(parents=True)
    with pytest.raises(ValueError, match=r'\b0 annotated images.*\b20\b'):
        demo.run_demo(tmp_path, **NUMBERS)
