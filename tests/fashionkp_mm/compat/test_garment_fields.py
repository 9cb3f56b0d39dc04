"""Tests of what MMPose's inferencers return, draw and save for garments."""

import json

import cv2
import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.apis import MMPoseInferencer
from mmpose.structures import split_instances

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.compat.garment_fields import FIELDS

SKIRT = CATEGORIES['skirt']
SIZE = (64, 48)  # of the images, w x h
BOXES = [(5.0, 4.0, 40.0, 40.0), (20.0, 10.0, 60.5, 48.0)]
WHOLE = [0, 0, *SIZE]
INNER = (20, 12, 44, 36)  # MMPose draws no line to a point at the border


def image(seed=0):
    """Return noise, (H, W, 3)."""
    return np.random.default_rng(seed).integers(0, 256, (*SIZE[::-1], 3), dtype=np.uint8)


@pytest.fixture(scope='module')
def inferencer(short_config, tmp_path_factory):
    """A joint model with random weights that takes every garment for a skirt."""
    config = short_config()
    init_default_scope('mmpose')
    torch.manual_seed(0)
    inferencer = MMPoseInferencer(str(config), device='cpu')
    with torch.no_grad():
        inferencer.inferencer.model.garment_head.category.bias[[*CATEGORIES].index('skirt')] = 9
    return inferencer


@pytest.fixture
def folder(tmp_path):
    """A folder with the images a.png and b.png."""
    path = tmp_path / 'images'
    path.mkdir()
    for seed, name in enumerate('ab'):
        cv2.imwrite(str(path / f'{name}.png'), image(seed))
    return path


@pytest.fixture
def video(tmp_path):
    """A video of three frames."""
    path = tmp_path / 'film.mp4'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'mp4v'), 5, SIZE)
    for seed in range(3):
        writer.write(image(seed))
    writer.release()
    return path


def check_skirt(garment, box=WHOLE):
    """Check the fields of a predicted skirt."""
    assert {*garment} == {'keypoints', 'keypoint_scores', 'bbox', 'bbox_score', *FIELDS}
    assert garment['category'] == 'skirt'
    assert 0.9 < garment['category_score'] <= 1
    assert np.shape(garment['keypoints']) == (24, 2)
    for name in ('keypoint_scores', 'keypoint_presence'):
        assert tuple(np.flatnonzero(garment[name])) == SKIRT.keypoint_ids
    assert garment['bbox'][0] == list(box)
    assert json.loads(json.dumps(garment))['category_score'] == garment['category_score']


def saved(path):
    return json.loads(path.read_text())


def frames(path):
    """Return the number of frames of a video, and their size."""
    capture = cv2.VideoCapture(str(path))
    images = []
    while (frame := capture.read())[0]:
        images.append(frame[1].shape[1::-1])
    return len(images), *{*images}


def test_predictions_have_category_and_presence(inferencer):
    ((garment,),) = next(inferencer(image()))['predictions']
    check_skirt(garment)
    ((sample,),) = (r['predictions'] for r in inferencer(image(), return_datasamples=True))
    for name in FIELDS:
        assert garment[name] == sample.pred_instances[name][0].tolist()


def test_key_points_are_in_the_order_of_the_meta_information(inferencer):
    names = inferencer.inferencer.model.dataset_meta['keypoint_id2name']
    assert [names[i] for i in range(24)] == list(KEYPOINTS)


def test_each_box_is_a_garment_with_fields_of_its_own(inferencer, folder):
    paths = sorted(map(str, folder.iterdir()))
    (first,), (second,) = (r['predictions'] for r in inferencer(paths, bboxes=[BOXES, None]))
    for garment, box in zip(first, BOXES, strict=True):
        check_skirt(garment, box)
    check_skirt(*second)
    assert first[0]['keypoint_presence'] != first[1]['keypoint_presence']


def test_an_image_without_boxes_is_refused_before_the_first_prediction(inferencer, folder):
    with pytest.raises(ValueError, match=r'bboxes\[1\]'):
        next(inferencer(str(folder), bboxes=[BOXES, []]))


def test_bottom_up_models_refuse_boxes(inferencer, monkeypatch):
    bottom_up = Config(dict(inferencer.inferencer.cfg.to_dict(), data_mode='bottomup'))
    monkeypatch.setattr(inferencer.inferencer, 'cfg', bottom_up)
    with pytest.raises(ValueError, match='bboxes: bottomup'):
        next(inferencer(image(), bboxes=[BOXES]))


def test_a_model_of_one_category_states_it(trained):
    inferencer = MMPoseInferencer(
        pose2d_weights=str(trained.work_dir / 'epoch_2.pth'), device='cpu'
    )
    ((garment,),) = next(inferencer(image()))['predictions']
    assert (garment['category'], garment['category_score']) == ('skirt', 1)
    assert np.shape(garment['keypoint_presence']) == (4,)
    names = inferencer.inferencer.model.dataset_meta['keypoint_id2name']
    assert tuple(names.values()) == SKIRT.keypoints


def test_instances_of_other_models_stay(inferencer):
    (result,) = inferencer(image(), return_datasamples=True)
    instances = result['predictions'][0].pred_instances
    del instances.category
    (garment,) = split_instances(instances)
    assert {*garment} == {'keypoints', 'keypoint_scores', 'bbox', 'bbox_score'}
    assert split_instances(None) == []


def test_only_key_points_of_the_category_are_drawn(inferencer, monkeypatch):
    points, lines = [], []
    visualizer = inferencer.inferencer.visualizer
    monkeypatch.setattr(visualizer, 'draw_circles', lambda point, **_: points.append(point))
    monkeypatch.setattr(visualizer, 'draw_lines', lambda x, *_, **__: lines.append(x))
    (result,) = inferencer(
        image(),
        bboxes=[INNER],
        return_vis=True,
        return_datasamples=True,
        kpt_thr=0,
        draw_heatmap=True,
    )
    sample = result['predictions'][0]
    expected = sample.pred_instances.keypoints[0, list(SKIRT.keypoint_ids)]
    np.testing.assert_array_equal(points, expected)
    assert len(lines) == len(SKIRT.skeleton)
    heat = sample.pred_fields.heatmaps.max(axis=(1, 2))
    assert tuple(np.flatnonzero(heat)) == SKIRT.keypoint_ids


def test_images_of_a_folder_are_drawn_and_saved(inferencer, folder, tmp_path):
    out = tmp_path / 'out'
    results = list(inferencer(str(folder), out_dir=str(out), return_vis=True))
    for name, result in zip('ab', results, strict=True):
        (drawn,) = result['visualization']
        assert drawn.shape == image().shape
        stored = cv2.imread(str(out / 'visualizations' / f'{name}.png'))
        np.testing.assert_array_equal(stored[..., ::-1], drawn)
        (garment,) = saved(out / 'predictions' / f'{name}.json')
        check_skirt(garment)
        assert [garment] == json.loads(json.dumps(result['predictions'][0]))
    assert len(list(out.rglob('*.*'))) == 4


def test_pred_out_dir_alone_saves_no_images(inferencer, folder, tmp_path):
    out = tmp_path / 'out'
    for result in inferencer(str(folder), pred_out_dir=str(out)):
        assert not result['visualization']
    assert sorted(path.name for path in out.iterdir()) == ['a.json', 'b.json']


def test_frames_of_a_video_are_drawn_and_saved(inferencer, video, tmp_path):
    out = tmp_path / 'out'
    boxes = [BOXES, BOXES[:1], None]
    results = list(inferencer(str(video), out_dir=str(out), bboxes=boxes))
    counts = [len(result['predictions'][0]) for result in results]
    assert counts == [2, 1, 1]
    stored = saved(out / 'predictions' / 'film.json')
    assert [frame['frame_id'] for frame in stored] == [0, 1, 2]
    assert [len(frame['instances']) for frame in stored] == counts
    for garment, box in zip(stored[0]['instances'], BOXES, strict=True):
        check_skirt(garment, box)
    assert frames(out / 'visualizations' / 'film.mp4') == (3, SIZE)


class Camera:
    """A camera that takes two images, in the place of :class:`cv2.VideoCapture`."""

    def __init__(self, index):
        assert index == 1
        self.images = [image(0), image(1)]

    def isOpened(self):
        return True

    def get(self, prop):
        values = {cv2.CAP_PROP_FPS: 5.0, cv2.CAP_PROP_FRAME_WIDTH: SIZE[0]}
        return values.get(prop, SIZE[1])

    def read(self):
        return (True, self.images.pop(0)) if self.images else (False, None)


def test_images_of_a_camera_are_shown_and_saved(inferencer, tmp_path, monkeypatch):
    shown = []
    with monkeypatch.context() as patch:
        patch.setattr(cv2, 'VideoCapture', Camera)
        patch.setattr(cv2, 'waitKey', lambda delay: -1)
        patch.setattr(
            inferencer.inferencer.visualizer, 'show', lambda drawn, **_: shown.append(drawn)
        )
        with pytest.warns(UserWarning, match='webcam'):
            results = list(inferencer('webcam:1', out_dir=str(tmp_path)))
        with pytest.raises(ValueError, match='camera'), pytest.warns(UserWarning, match='webcam'):
            next(inferencer('webcam:1', bboxes=[BOXES]))
    for result in results:
        check_skirt(*result['predictions'][0])
    assert [drawn.shape for drawn in shown] == [image().shape] * 2
    assert len(saved(tmp_path / 'predictions' / 'webcam.json')) == 2
    assert frames(tmp_path / 'visualizations' / 'webcam.mp4') == (2, SIZE)
