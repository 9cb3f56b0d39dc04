"""Tests of testing: output files, and the score of the written submission."""

import json
import pickle

import cv2
import numpy as np
import pytest
import torch
from mmpose.registry import MODELS

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.categories import CATEGORIES
from fashionkp.score import score_tables
from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.config import load_config


@pytest.fixture(scope='module')
def tested(trained, skirt_options, tmp_path_factory):
    """Return the metrics and the folder with all output files."""
    folder = tmp_path_factory.mktemp('tested')
    metrics = evaluate(
        'cpn_small_skirt',
        trained.work_dir / 'epoch_2.pth',
        work_dir=folder / 'logs',
        out=folder / 'out' / 'metrics.json',
        dump_to=folder / 'raw' / 'results.pkl',
        show_dir=folder / 'shown',
        submission=folder / 'submitted' / 'submission.csv',
        options=skirt_options,
    )
    return metrics, folder


def test_the_returned_metrics_are_written(tested):
    metrics, folder = tested
    assert json.loads((folder / 'out' / 'metrics.json').read_text()) == metrics
    assert metrics['fashionai/NE'] == metrics['fashionai/NE_skirt'] > 0


def test_the_submission_has_the_score_of_the_metric(tested, data_root):
    metrics, folder = tested
    truth = read_annotations(data_root / 'train' / 'Annotations' / 'train.csv')
    truth = truth.take(truth.category_names == 'skirt')
    score = score_tables(truth, read_submission(folder / 'submitted' / 'submission.csv'))
    assert metrics['fashionai/NE'] == pytest.approx(score.ne, abs=1e-6)
    assert score.images == 4


def test_the_score_is_that_of_the_last_validation(tested, trained):
    file = min(trained.work_dir.glob('*/vis_data/scalars.json'))  # other tests resume later
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    validated = [row['fashionai/NE'] for row in rows if 'fashionai/NE' in row]
    assert len(validated) == 2
    assert tested[0]['fashionai/NE'] == pytest.approx(validated[-1], rel=1e-3)


def test_raw_predictions_are_those_of_the_submission(tested):
    _, folder = tested
    samples = pickle.loads((folder / 'raw' / 'results.pkl').read_bytes())
    table = read_submission(folder / 'submitted' / 'submission.csv')
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    submitted = dict(zip(table.image_ids, table.keypoints[:, ids], strict=True))
    assert len(samples) == len(submitted) == 4
    for sample in samples:
        raw = np.asarray(sample['pred_instances']['keypoints'])[0]
        np.testing.assert_allclose(raw, submitted[sample['raw_ann_info']['image_id']], atol=1e-3)


def test_there_is_an_image_of_every_test_item(tested, data_root):
    _, folder = tested
    names = sorted(path.stem for path in (data_root / 'train' / 'Images' / 'skirt').iterdir())
    shown = sorted((folder / 'shown').iterdir())
    assert [path.stem.removesuffix('_0') for path in shown] == names
    assert all(cv2.imread(str(path)).shape[2] == 3 for path in shown)


def test_rows_without_labels_are_predicted_but_not_scored(
    trained, skirt_options, data_root, tmp_path
):
    archive = tmp_path / 'unlabelled'
    (archive / 'Annotations').mkdir(parents=True)
    (archive / 'Images').symlink_to(data_root / 'train' / 'Images')
    names = sorted(path.name for path in (archive / 'Images' / 'skirt').iterdir())[:3]
    rows = ['image_id,image_category', *(f'Images/skirt/{name},skirt' for name in names)]
    (archive / 'Annotations' / 'test.csv').write_text('\n'.join(rows) + '\n')
    options = {
        **skirt_options,
        'test_dataloader.dataset.data_root': str(tmp_path),
        'test_dataloader.dataset.ann_file': 'unlabelled',
    }
    submission = tmp_path / 'submission.csv'
    metrics = evaluate(
        'cpn_small_skirt',
        trained.work_dir / 'epoch_2.pth',
        work_dir=tmp_path / 'logs',
        submission=submission,
        options=options,
    )
    assert metrics == {}
    table = read_submission(submission)
    assert [name.rsplit('/', 1)[1] for name in table.image_ids] == names
    assert (table.visibility >= 0).sum() == 3 * len(CATEGORIES['skirt'].keypoints)


def test_a_model_of_mmpose_is_not_tested_with_random_weights(skirt_options, tmp_path):
    """Its config has no hook of this package that compares the weights."""
    cfg = load_config('cpn_small_skirt', skirt_options)
    cfg.model.type, cfg.custom_hooks = 'TopdownPoseEstimator', []
    for key in ('categories', 'garment_head'):
        cfg.model.pop(key)
    cfg.dump(tmp_path / 'a.py')
    weights = MODELS.build(cfg.model).state_dict()
    torch.save(dict(state_dict=weights), tmp_path / 'a.pth')
    assert evaluate(tmp_path / 'a.py', tmp_path / 'a.pth', tmp_path / 'a')['fashionai/NE'] > 0
    weights = {name: weight for name, weight in weights.items() if 'head' not in name}
    torch.save(dict(state_dict=weights), tmp_path / 'b.pth')
    with pytest.raises(ValueError, match=r'b\.pth.*head\..*missing in the checkpoint.* more'):
        evaluate(tmp_path / 'a.py', tmp_path / 'b.pth', tmp_path / 'b')


def test_a_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'no checkpoint .*gone\.pth'):
        evaluate('cpn_small_skirt', tmp_path / 'gone.pth')


@pytest.mark.realdata
def test_a_model_is_trained_and_scored_on_the_sample_data(fashionai_root, tmp_path, monkeypatch):
    monkeypatch.setenv('FASHIONAI_ROOT', str(fashionai_root))
    options = {'train_cfg.max_epochs': 1}
    for loader in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
        options[f'{loader}.dataset.ann_file'] = 'fixture'
        options[f'{loader}.dataset.split'] = None
        options[f'{loader}.num_workers'] = 0
        options[f'{loader}.persistent_workers'] = False
    train('cpn_small_all', tmp_path / 'model', validate=False, options=options)
    submission = tmp_path / 'submission.csv'
    metrics = evaluate(
        'cpn_small_all',
        tmp_path / 'model' / 'epoch_1.pth',
        work_dir=tmp_path / 'logs',
        submission=submission,
        options=options,
    )
    truth = read_annotations(fashionai_root / 'fixture' / 'train.csv')
    score = score_tables(truth, read_submission(submission))
    assert score.images + score.images_skipped == 57
    assert metrics['fashionai/NE'] == pytest.approx(score.ne, abs=1e-6)
    assert {name.removeprefix('fashionai/NE_') for name in metrics} >= set(CATEGORIES)


def test_the_table_is_not_replaced_by_a_submission(trained, skirt_options, data_root, tmp_path):
    table = data_root / 'train' / 'Annotations' / 'train.csv'
    before = table.read_bytes()
    with pytest.raises(ValueError, match=r'train\.csv: it is an input'):
        evaluate(
            'cpn_small_skirt',
            trained.work_dir / 'epoch_2.pth',
            tmp_path,
            submission=table,
            options=skirt_options,
        )
    assert table.read_bytes() == before


def test_detected_boxes_are_scored(tested, trained, skirt_options, data_root, tmp_path):
    table = read_annotations(data_root / 'train' / 'Annotations' / 'train.csv')
    file = tmp_path / 'boxes.json'

    def score(*box: float) -> float:
        boxes = [dict(image_id=name, bbox=box, score=0.5) for name in table.image_ids.tolist()]
        file.write_text(json.dumps(boxes))
        options = {**skirt_options, 'test_dataloader.dataset.bbox_file': str(file)}
        checkpoint = trained.work_dir / 'epoch_2.pth'
        metrics = evaluate('cpn_small_skirt', checkpoint, tmp_path / 'logs', options=options)
        return metrics['fashionai/NE']

    whole = tested[0]['fashionai/NE']
    assert score(0, 0, 96, 128) == pytest.approx(whole, rel=1e-6)
    assert score(0, 0, 48, 64) != pytest.approx(whole, rel=1e-2)
