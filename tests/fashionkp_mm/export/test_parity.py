"""Tests of the comparison of a graph with MMPose."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from mmpose.registry import TRANSFORMS
from random_models import SMALL, random_model
from torch import nn

from fashionkp.inference.crop import InputCrop
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.parity import compare_outputs, mmpose_outputs, sample_images


def eager(model: nn.Module, *, flip: bool):
    """Return a function that runs the graph of a model in PyTorch."""
    graph = GarmentGraph(model, flip=flip).eval()

    def run(images):
        with torch.inference_mode():
            return tuple(output.numpy() for output in graph(torch.from_numpy(images)))

    return run


@pytest.fixture(params=['cpn_small_all', 'rtmpose_m_skirt', 'regression_r50_all', 'dfa_vgg16_all'])
def name(request):
    return request.param


@pytest.fixture(params=[False, True])
def flip(request):
    return request.param


@pytest.fixture
def model(name, flip):
    model = random_model(name)
    model.test_cfg = dict(model.test_cfg, flip_test=flip)
    return model


@pytest.fixture
def images(name):
    return sample_images((SMALL, SMALL), unbiased=name.startswith('cpn'), num=3)


def test_the_graph_equals_mmpose(model, images, flip):
    parities = list(compare_outputs(model, eager(model, flip=flip), images))
    assert [parity.batch_size for parity in parities] == [1, 3, 16]
    # random weights have more undecided key points than trained ones
    assert max(parity.undecided for parity in parities) < 0.1
    assert all(replace(parity, undecided=0).holds for parity in parities), parities


def test_calibrated_scores_equal_those_of_mmpose(model, images, flip):
    raw = mmpose_outputs(model, images)[1]
    model.score_calibration.coefficients.copy_(torch.tensor([0.5, 1.0, -0.5, 0.7]))
    scores = mmpose_outputs(model, images)[1]
    assert np.abs(scores - raw).max() > 0.1
    assert (scores <= 1).all()
    for parity in compare_outputs(model, eager(model, flip=flip), images):
        assert replace(parity, undecided=0).holds, parity


@pytest.mark.gpu
def test_outputs_of_a_model_on_a_gpu():
    model = random_model('cpn_small_all')
    images = sample_images((SMALL, SMALL), unbiased=True, num=3)
    expected = mmpose_outputs(model, images)
    points, *shares = mmpose_outputs(model.to('cuda'), images)
    distances = np.linalg.norm(points - expected[0], axis=-1)
    assert np.quantile(distances, 0.9) < 0.05  # some key points of random weights are undecided
    for share, there in zip(shares[1:], expected[2:], strict=True):
        np.testing.assert_allclose(share, there, atol=1e-3)


def test_parity_does_not_hold_if_an_output_differs():
    model = random_model('cpn_small_all')
    model.test_cfg = dict(model.test_cfg, flip_test=False)
    images = sample_images((SMALL, SMALL), unbiased=True, num=2)
    outputs = [output[:1] for output in eager(model, flip=False)(images)]
    changes = ((0, 0.02), (1, 0.01), (2, 0.01), (3, np.array([[1, 2, 3, 4, 5]])))
    for index, change in changes:
        changed = tuple(
            output + change if i == index else output for i, output in enumerate(outputs)
        )
        parity = next(compare_outputs(model, lambda _, changed=changed: changed, images[:1]))
        assert not parity.holds, (index, parity)


def test_an_undecided_key_point_does_not_count():
    model = random_model('cpn_small_all')
    model.test_cfg = dict(model.test_cfg, flip_test=False)
    images = sample_images((SMALL, SMALL), unbiased=True, num=1)
    expected = mmpose_outputs(model, images)

    def step(inputs):
        """Move the first key point at random, as if two cells were equally high."""
        samples = original(inputs)
        for sample in samples:
            sample.pred_instances.keypoints[0, 0, 0] += 5 * rng.integers(2)
        return samples

    rng, original = np.random.default_rng(0), model.test_step
    model.test_step = step
    moved = expected[0].copy()
    moved[0, 0, 0] += 5
    parity = next(compare_outputs(model, lambda images: (moved, *expected[1:]), images))
    assert parity.points <= 0.01
    assert parity.undecided in (0, 1 / 24)  # 0 if PyTorch moved it by chance, too


@pytest.mark.parametrize('unbiased', [False, True])
@pytest.mark.parametrize('size', [(96, 96), (72, 96)])
def test_the_crop_of_the_predictor_equals_the_test_pipeline(unbiased, size):
    steps = [
        dict(type='LoadCompleteImage'),
        dict(type='WholeImageBox'),
        dict(type='GetBBoxCenterScale', padding=1.0),
        dict(type='FastAffine', input_size=size, use_udp=unbiased),
    ]
    transforms = [TRANSFORMS.build(step) for step in steps]
    rng = np.random.default_rng(0)
    for w, h in ((512, 512), (341, 512), (512, 310), (33, 500), (97, 61)):
        image = rng.integers(0, 256, (h, w, 3), dtype=np.uint8)
        low = rng.uniform(-5, 10, 2)
        for box in ((0, 0, w, h), (*low, *(low + rng.uniform(9, 300, 2)))):
            results = dict(img=image, bbox=np.array([box], np.float32))
            for transform in transforms:
                results = transform(results)
            crop = InputCrop.from_box(box, size, unbiased=unbiased)
            np.testing.assert_array_equal(crop.extract(image), results['img'])
            np.testing.assert_array_equal(crop.center, results['input_center'])
            np.testing.assert_array_equal(crop.scale, results['input_scale'])
