"""Tests of FashionInferencer: it equals MMPose, in batches, for all kinds of inputs."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from mmpose.apis import inference_topdown
from mmpose.registry import INFERENCERS
from random_models import save_random_weights

from fashionkp.categories import CATEGORIES
from fashionkp.cli.main import main
from fashionkp.predictions.jsonl import read_jsonl
from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.inference.garment_detector import GarmentDetector


def small(name='cpn_small_all'):
    """Return the config of the smallest recipe with an input of 64 pixels."""
    cfg = load_config(name)
    cfg.merge_from_dict(input_size_options(cfg, 64))
    return cfg


@pytest.fixture(scope='module')
def skirt(tmp_path_factory):
    """Config and random weights of a model of skirts."""
    cfg = small('cpn_small_skirt')
    return cfg, save_random_weights(cfg, tmp_path_factory.mktemp('skirt') / 'skirt.pth')


@pytest.fixture(scope='module')
def joint(tmp_path_factory):
    """Config and random weights of a model of all categories."""
    return small(), save_random_weights(small(), tmp_path_factory.mktemp('joint') / 'joint.pth')


def sharpen(inferencer):
    """Set random weights whose heatmaps have clear maxima, and return the inferencer.

    The heatmaps of an untrained head are so flat that rounding moves their maxima.
    """
    generator = torch.Generator().manual_seed(0)
    for layer in inferencer.model.model.head.refine_net.predictors:
        layer.weight.data.normal_(0, 1, generator=generator)
    return inferencer


@pytest.fixture(scope='module')
def inferencer(joint):
    return sharpen(FashionInferencer(*joint, device='cpu'))


@pytest.fixture(scope='module')
def images():
    rng = np.random.default_rng(0)
    blobs = rng.integers(0, 256, (5, 8, 6, 3), dtype=np.uint8)
    return [cv2.resize(blob, (60 + 10 * i, 100)) for i, blob in enumerate(blobs)]


def points(predictions):
    return [prediction.keypoints for prediction in predictions]


def test_autocast_reaches_the_network(inferencer, images, monkeypatch):
    seen = []
    predict = inferencer.model.predict
    monkeypatch.setattr(
        inferencer.model,
        'predict',
        lambda queries: seen.append(torch.is_autocast_enabled('cpu')) or predict(queries),
    )
    with torch.autocast('cpu', torch.bfloat16):
        inferencer(images, batch_size=2)
    assert seen == [True] * 3


def test_it_is_registered_with_mmpose(skirt):
    model, weights = skirt
    built = INFERENCERS.build(dict(type='FashionInferencer', model=model, weights=weights))
    assert isinstance(built, FashionInferencer)
    assert built.model.categories == ('skirt',)


def test_predictions_equal_mmpose(inferencer, images):
    box = [5.0, 10.0, 50.0, 90.0]
    network = inferencer.model.model
    for image, boxes in ((images[0], None), (images[1], [box])):
        sample = inference_topdown(network, image, boxes)[0].pred_instances
        (prediction,) = inferencer(image, bboxes=boxes)
        channels = list(CATEGORIES[prediction.category].keypoint_ids)
        assert prediction.category == sample.category[0]
        np.testing.assert_allclose(prediction.keypoints, sample.keypoints[0, channels], atol=1e-3)
        np.testing.assert_allclose(
            prediction.scores, sample.keypoint_scores[0, channels], rtol=1e-4
        )
        np.testing.assert_allclose(
            prediction.presence, sample.keypoint_presence[0, channels], atol=1e-5
        )
        assert prediction.category_score == pytest.approx(float(sample.category_score[0]), abs=1e-5)
        assert prediction.box == tuple(boxes[0] if boxes else (0, 0, *image.shape[1::-1]))


def test_batches_reach_across_images_and_do_not_change_predictions(inferencer, images):
    sizes = []
    network = inferencer.model.model
    handle = network.backbone.register_forward_pre_hook(lambda _, args: sizes.append(len(args[0])))
    try:
        one_by_one = inferencer(images, batch_size=1)
        together = inferencer(images, batch_size=3)
    finally:
        handle.remove()
    assert sizes == [1, 1] * 5 + [3, 3, 2, 2]  # each image and the flipped image
    np.testing.assert_allclose(
        np.concatenate(points(together)), np.concatenate(points(one_by_one)), atol=1e-2
    )


def test_a_given_category_has_its_key_points(inferencer, images):
    for category, prediction in zip(CATEGORIES, inferencer(images, list(CATEGORIES)), strict=True):
        assert prediction.category == category
        assert prediction.names == CATEGORIES[category].keypoints
        assert prediction.category_score == prediction.category_probs[category]
        assert sum(prediction.category_probs.values()) == pytest.approx(1, abs=1e-5)
    with pytest.raises(ValueError, match="'hat'"):
        inferencer(images[0], 'hat')


def test_a_route_predicts_its_category(images, joint, skirt):
    routes = {'skirt': skirt}
    inferencer = FashionInferencer(*joint, device='cpu', routes=routes)
    skirt, dress = inferencer(images[:2], ['skirt', 'dress'])
    assert list(skirt.category_probs) == ['skirt']
    assert list(dress.category_probs) == list(CATEGORIES)
    routes_only = FashionInferencer(routes=routes, device='cpu')
    with pytest.raises(ValueError, match='only skirt'):
        routes_only(images[0], 'dress')


def test_a_malformed_image_ends_a_call_and_is_skipped_by_a_stream(inferencer, images, tmp_path):
    for name, image in zip('abc', images, strict=False):
        cv2.imwrite(str(tmp_path / f'{name}.png'), image)
    (tmp_path / 'b.png').write_bytes(b'no image')
    results = list(inferencer.stream(tmp_path))
    assert [(Path(result.name).name, len(result.garments)) for result in results] == [
        ('a.png', 1), ('b.png', 0), ('c.png', 1)
    ]  # fmt: skip
    assert 'not an image' in results[1].error
    with pytest.raises(ValueError, match=r'b\.png'):
        inferencer(tmp_path)


def test_the_command_has_the_same_predictions(trained, images, tmp_path):
    for name, image in zip('ab', images, strict=False):
        cv2.imwrite(str(tmp_path / f'{name}.png'), image)
    config, weights = trained.work_dir / 'cpn_small_skirt.py', trained.work_dir / 'epoch_2.pth'
    expected = FashionInferencer(config, weights, 'cpu', scales=(1.0, 1.1))(tmp_path)
    settings = ['--category', 'skirt', '--scales', '1.0', '1.1', '--device', 'cpu']
    for model in (
        ['--model', str(config), '--weights', str(weights)],
        ['--route', f'skirt={config},{weights}'],
    ):
        out = tmp_path / f'{model[0]}.jsonl'
        assert main(['predict', str(tmp_path), *model, *settings, '-o', str(out)]) == 0
        predictions = read_jsonl(out)
        assert [p.image for p in predictions] == [str(tmp_path / f'{name}.png') for name in 'ab']
        np.testing.assert_allclose(points(predictions), points(expected), atol=1e-3)


def test_an_unknown_device_is_refused():
    with pytest.raises(ValueError, match="device 'gpu': expected"):
        FashionInferencer('cpn_small_all', 'a.pth', device='gpu')
    with pytest.raises(ValueError, match="device 'gpu': expected"):
        GarmentDetector('rtmdet_tiny_8xb32-300e_coco', device='gpu')
