"""The graph of a model against MMPose: same pixels in, same answers out."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from mmpose.registry import TRANSFORMS
from random_models import SMALL, random_model
from torch import nn

from fashionkp.inference.crop import InputCrop
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.parity import comparisons, mmpose_answers, sample_images


def eager(model: nn.Module, flip: bool):
    graph = GarmentGraph(model, flip).eval()

    def run(images):
        with torch.inference_mode():
            return tuple(answer.numpy() for answer in graph(torch.from_numpy(images)))

    return run


@pytest.mark.parametrize('flip', [False, True])
@pytest.mark.parametrize('name', ['cpn_small_all', 'rtmpose_m_skirt', 'regression_r50_all'])
def test_the_graph_computes_what_mmpose_does(name, flip):
    model = random_model(name)
    model.test_cfg = dict(model.test_cfg, flip_test=flip)
    images = sample_images((SMALL, SMALL), name.startswith('cpn'), num=3)
    parities = list(comparisons(model, eager(model, flip), images))
    assert [parity.batch_size for parity in parities] == [1, 3, 16]
    # of random weights' points some more are as good in two places
    assert max(parity.undecided for parity in parities) < 0.1
    assert all(replace(parity, undecided=0).holds for parity in parities), parities


def test_parity_ends_where_an_answer_differs():
    model = random_model('cpn_small_all')
    model.test_cfg = dict(model.test_cfg, flip_test=False)
    images = sample_images((SMALL, SMALL), True, num=2)
    answers = list(eager(model, False)(images))
    changes = ((0, 0.02), (1, 0.01), (2, 0.01), (3, np.array([[1, 2, 3, 4, 5]])))
    for place, change in changes:
        changed = [a + change if i == place else a for i, a in enumerate(answers)]
        one = tuple(answer[:1] for answer in changed)
        first = next(comparisons(model, lambda images, one=one: one, images[:1]))
        assert not first.holds, (place, first)


def test_a_point_that_pytorch_cannot_decide_is_not_held_against_the_export():
    model = random_model('cpn_small_all')
    model.test_cfg = dict(model.test_cfg, flip_test=False)
    images = sample_images((SMALL, SMALL), True, num=1)
    wanted = mmpose_answers(model, images)

    def step(inputs):
        """Two places are as high as each other for the first point; noise chooses."""
        done = original(inputs)
        for sample in done['data_samples'] if isinstance(done, dict) else done:
            sample.pred_instances.keypoints[0, 0, 0] += 5 * rng.integers(2)
        return done

    rng, original = np.random.default_rng(0), model.test_step
    model.test_step = step
    elsewhere = wanted[0].copy()
    elsewhere[0, 0, 0] += 5
    parity = next(comparisons(model, lambda images: (elsewhere, *wanted[1:]), images))
    assert parity.points <= 0.01
    assert parity.undecided in (0, 1 / 24)  # 0 where PyTorch happened to say the same at once


@pytest.mark.parametrize('unbiased', [False, True])
@pytest.mark.parametrize('size', [(96, 96), (72, 96)])
def test_the_predictor_sees_the_pixels_of_the_test_pipeline(unbiased, size):
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
            view = InputCrop.from_box(box, size, unbiased=unbiased)
            np.testing.assert_array_equal(view.extract(image), results['img'])
            np.testing.assert_array_equal(view.center, results['input_center'])
            np.testing.assert_array_equal(view.scale, results['input_scale'])
