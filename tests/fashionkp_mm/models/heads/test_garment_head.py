"""Tests of the garment head: losses computed by hand, averaged views, calibration."""

from math import log

import numpy as np
import pytest
import torch
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, KEYPOINTS, flip_indices
from fashionkp_mm.models import GarmentHead

JOINT = list(CATEGORIES)
FLIPS = flip_indices(KEYPOINTS)
WIDTH = 16


def head(categories=JOINT, **kwargs):
    torch.manual_seed(0)
    model = GarmentHead(WIDTH, categories, **kwargs)
    model.init_weights()
    return model


def levels(batch=2, seed=0):
    """Return two levels of a backbone, of which the head uses the last."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, 3, 8, 8), torch.randn(batch, WIDTH, 4, 4, generator=generator)


def sample(category, absent=(), *, flip=False):
    garment = CATEGORIES[category]
    visibility = np.full(24, -1, np.int8)
    visibility[list(garment.keypoint_ids)] = 1
    visibility[[KEYPOINTS.index(name) for name in absent]] = -1
    row = dict(visibility=visibility, labelled=True)
    info = dict(category_id=JOINT.index(category), raw_ann_info=row, flip=flip)
    return PoseDataSample(metainfo=dict(info, flip_indices=FLIPS))


def sample_without_category():
    return PoseDataSample(metainfo=dict(flip_indices=FLIPS))


def zero_weights(model):
    """Set weights and biases to zero, so that the output depends only on the biases."""
    for layer in (model.category, model.presence):
        if layer is not None:
            torch.nn.init.zeros_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    return model


def test_losses_computed_by_hand():
    """A skirt with one of 4 key points absent, and trousers with all 7."""
    model = zero_weights(head(category_weight=0.5, presence_weight=2.0))
    counted = [*CATEGORIES['skirt'].keypoint_ids, *CATEGORIES['trousers'].keypoint_ids]
    with torch.no_grad():
        model.category.bias.copy_(torch.tensor([1.0, 2, 3, 4, 5]).log())
        model.presence.bias.fill_(100.0)  # of key points that are ignored
        model.presence.bias[counted] = log(3)  # a probability of 3/4
    losses = model.loss(levels(), [sample('skirt', ['hemline_left']), sample('trousers')])
    skirt, trousers = (3 * log(4 / 3) + log(4)) / 4, log(4 / 3)
    assert losses['loss_presence'].item() == pytest.approx(2 * (skirt + trousers) / 2, rel=1e-5)
    category = (log(15 / 4) + log(15 / 3)) / 2  # skirt and trousers are the fourth and third
    assert losses['loss_category'].item() == pytest.approx(0.5 * category, rel=1e-5)


def test_label_smoothing_spreads_a_share_of_the_target():
    model = zero_weights(head(category_weight=0.5, label_smoothing=0.2))
    with torch.no_grad():
        model.category.bias.copy_(torch.tensor([1.0, 2, 3, 4, 5]).log())
    loss = model.loss(levels(1), [sample('skirt')])['loss_category'].item()
    uniform = sum(log(15 / n) for n in (1, 2, 3, 4, 5)) / 5
    assert loss == pytest.approx(0.5 * (0.8 * log(15 / 4) + 0.2 * uniform), rel=1e-5)


@pytest.mark.parametrize(('flip', 'absent'), [(False, 'waistband_left'), (True, 'waistband_right')])
def test_in_a_flipped_image_the_other_side_is_absent(flip, absent):
    model = zero_weights(head())
    targets = [sample('skirt', ['waistband_left'], flip=flip)]
    model.loss(levels(1), targets)['loss_presence'].backward()
    gradient = model.presence.bias.grad  # positive: gradient descent lowers the logit
    assert {KEYPOINTS[i] for i in torch.nonzero(gradient > 0)} == {absent}
    present = {KEYPOINTS[i] for i in torch.nonzero(gradient < 0)}
    assert present == set(CATEGORIES['skirt'].keypoints) - {absent}


@pytest.mark.parametrize('categories', [JOINT, ['skirt']])
def test_every_parameter_and_the_last_level_get_a_gradient(categories):
    model = head(categories)
    _, last = levels()
    last.requires_grad_()
    losses = model.loss((_, last), [sample('skirt')] * 2)
    assert ('loss_category' in losses) == (len(categories) > 1)
    sum(losses.values()).backward()
    assert all(p.grad is not None and p.grad.any() for p in model.parameters())
    assert last.grad.any()


def test_one_batch_can_be_overfitted():
    model = head(category_weight=1.0, presence_weight=1.0)
    samples = [sample('skirt', ['hemline_left']), sample('dress', ['waistline_left'])]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        sum(model.loss(levels(), samples).values()).backward()
        optimizer.step()
    for prediction, target in zip(model.predict([levels()], samples), samples, strict=True):
        annotated = target.metainfo['raw_ann_info']['visibility'] >= 0
        assert prediction['category'][0] == JOINT[target.metainfo['category_id']]
        np.testing.assert_array_equal(prediction['keypoint_presence'][0] > 0.5, annotated)


@pytest.mark.parametrize('categories', [JOINT, ['skirt']])
def test_predictions_have_their_shapes_and_are_consistent(categories):
    model = head(categories).eval()
    num_keypoints = 24 if len(categories) > 1 else 4
    with torch.no_grad():
        predictions = model.predict([levels()], [sample_without_category()] * 2)
    for prediction in predictions:
        assert prediction['category'].shape == prediction['category_score'].shape == (1,)
        assert prediction['category_probs'].shape == (1, len(categories))
        assert prediction['keypoint_presence'].shape == (1, num_keypoints)
        assert prediction['category_probs'].sum() == pytest.approx(1, abs=1e-6)
        best = prediction['category_probs'][0].argmax()
        assert prediction['category'][0] == categories[best]
        assert prediction['category_score'][0] == prediction['category_probs'][0, best]
    if len(categories) == 1:
        assert predictions[0]['category_score'][0] == 1


def test_presence_is_of_the_known_category_else_of_the_predicted_one():
    model = zero_weights(head()).eval()
    with torch.no_grad():
        model.category.bias[JOINT.index('dress')] = 3.0
        known, unknown = model.predict([levels()], [sample('skirt'), sample_without_category()])
    assert known['category'][0] == unknown['category'][0] == 'dress'
    for prediction, name in ((known, 'skirt'), (unknown, 'dress')):
        present = np.flatnonzero(prediction['keypoint_presence'][0])
        assert tuple(present) == CATEGORIES[name].keypoint_ids


def test_views_are_averaged_with_left_and_right_swapped():
    model = head().eval()
    first, second = levels(seed=1), levels(seed=2)
    with torch.no_grad():
        averaged = model.predict([first, second], [sample('blouse')] * 2)
        swapped = model.predict([second, first], [sample('blouse')] * 2)
        single = model.predict([first], [sample('blouse')] * 2)
    for a, b, c in zip(averaged, swapped, single, strict=True):
        presence = a['keypoint_presence']
        np.testing.assert_allclose(presence, b['keypoint_presence'][:, FLIPS], atol=1e-6)
        np.testing.assert_allclose(a['category_probs'], b['category_probs'], atol=1e-6)
        assert np.abs(presence - c['keypoint_presence']).max() > 1e-3


def test_calibration_is_applied_and_saved_with_the_weights():
    model, loaded = head().eval(), head().eval()
    model.presence_scale.fill_(2.0)
    model.presence_offset[JOINT.index('skirt')] = -1.0
    loaded.load_state_dict(model.state_dict())
    with torch.no_grad():
        for calibrated in (model, loaded):
            (prediction,) = calibrated.predict([levels(1)], [sample('skirt')])
            ids = list(CATEGORIES['skirt'].keypoint_ids)
            logits = prediction['keypoint_presence_logits'][0, ids]
            expected = 1 / (1 + np.exp(1 - 2 * logits))
            np.testing.assert_allclose(prediction['keypoint_presence'][0, ids], expected, rtol=1e-5)
