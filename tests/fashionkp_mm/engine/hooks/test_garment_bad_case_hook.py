"""A test draws the garments with the largest errors, largest first."""

import json

import cv2
import numpy as np
import pytest
from mmpose.visualization import PoseLocalVisualizer

from fashionkp.annotations import read_annotations, read_submission
from fashionkp.score import point_errors
from fashionkp_mm.apis import evaluate


def test_the_worst_garments_are_drawn_and_listed(trained, skirt_options, data_root, tmp_path):
    metrics = evaluate(
        'cpn_small_skirt',
        trained.work_dir / 'epoch_2.pth',
        tmp_path / 'logs',
        badcase=True,
        submission=tmp_path / 'submission.csv',
        options={**skirt_options, 'default_hooks.badcase.num': 3},
    )
    errors = image_errors(data_root, tmp_path / 'submission.csv')
    assert np.mean(list(errors.values())) == pytest.approx(metrics['fashionai/NE'])
    worst = sorted(errors, key=errors.get, reverse=True)[:3]

    (folder,) = tmp_path.glob('logs/*/badcase')
    results = json.loads((folder / 'results.json').read_text())
    assert [result['img'] for result in results] == worst
    assert [result['NE'] for result in results] == pytest.approx([errors[name] for name in worst])
    drawn = {path.name.partition('_')[0]: cv2.imread(str(path)) for path in folder.glob('*.jpg')}
    assert set(drawn) == set(worst)
    for name, image in drawn.items():
        original = cv2.imread(str(data_root / 'train' / 'Images' / 'skirt' / f'{name}.jpg'))
        assert image.shape == original.shape
        assert (np.abs(image.astype(int) - original).max(axis=2) > 100).any()


def image_errors(data_root, submission) -> dict[str, float]:
    """Return the mean error of the counted points of each image of a submission, percent."""
    truth = read_annotations(data_root / 'train' / 'Annotations' / 'train.csv')
    truth = truth.take(truth.category_names == 'skirt')
    predicted = read_submission(submission)
    order = [predicted.image_ids.tolist().index(name) for name in truth.image_ids]
    points = predicted.keypoints[order]
    result = point_errors(points, truth.keypoints, truth.visibility, truth.category_ids)
    means = result.errors.sum(1) / result.counted.sum(1)
    names = (name.rsplit('/', 1)[1].removesuffix('.jpg') for name in truth.image_ids.tolist())
    return dict(zip(names, means.tolist(), strict=True))


def test_with_show_the_worst_garments_alone_are_shown(
    trained, skirt_options, tmp_path, monkeypatch
):
    shown = []
    monkeypatch.setenv('DISPLAY', ':0')
    monkeypatch.setattr(
        PoseLocalVisualizer, 'show', lambda self, image, **kwargs: shown.append(kwargs)
    )
    evaluate(
        'cpn_small_skirt',
        trained.work_dir / 'epoch_2.pth',
        tmp_path,
        badcase=True,
        show=True,
        wait_time=0.25,
        options={**skirt_options, 'default_hooks.badcase.badcase_thr': 1e-3},
    )
    errors = [float(window['win_name'].rpartition('_NE')[2]) for window in shown]
    assert len(errors) == 4
    assert errors == sorted(errors, reverse=True)
    assert {window['wait_time'] for window in shown} == {0.25}


def test_smaller_errors_than_the_threshold_are_left_out(trained, skirt_options, tmp_path):
    options = {**skirt_options, 'default_hooks.badcase.badcase_thr': 1e9}
    checkpoint = trained.work_dir / 'epoch_2.pth'
    evaluate('cpn_small_skirt', checkpoint, tmp_path, badcase=True, options=options)
    assert not list(tmp_path.glob('*/badcase/*'))
