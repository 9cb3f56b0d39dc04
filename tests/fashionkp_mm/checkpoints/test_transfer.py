"""Tests of starting from a checkpoint for other key points: what both predict stays the same."""

import pytest
import torch
from mmengine.config import Config
from mmpose.registry import MODELS
from torch import nn

from fashionkp.categories import CATEGORIES, joint_keypoints
from fashionkp_mm.channels import category_ids, channel_keypoints
from fashionkp_mm.checkpoints.transfer import transfer_weights
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.config_files import CONFIGS
from fashionkp_mm.recipes import for_category

RECIPES = sorted(
    path.stem for path in (CONFIGS / '_base_').glob('*.py') if 'model' in Config.fromfile(path)
)
TOPS = ['outwear', 'blouse']
CHANGES = [(None, 'skirt'), ('dress', None), (TOPS, ['blouse', 'dress']), (None, TOPS)]
"""Categories of the checkpoint and of the model; None for all."""
RESNET = dict(
    backbone=dict(base_channels=8),
    head=dict(in_channels=256),
    garment_head=dict(in_channels=256),
)
ROWS = dict(atol=1e-6, rtol=1e-6)


def small(recipe: str, category: str | list[str] | None, size: int = 64) -> nn.Module:
    """Return a small model with random weights, also of norms and calibration, in float64."""
    cfg = load_config(f'{recipe}_all')
    cfg.merge_from_dict(input_size_options(cfg, size))
    count_key = 'num_joints' if recipe == 'regression_r50' else 'out_channels'
    cfg.merge_from_dict(dict(model=for_category(category, count_key)[0]))
    changes = dict(
        cpn_small=dict(
            backbone=dict(stem_channels=8, base_channels=8),
            head=dict(in_channels=(8, 16, 32, 64), channels=8),
            garment_head=dict(in_channels=64),
        ),
        hourglass4=dict(
            backbone=dict(channels=16),
            head=dict(in_channels=(16, 16), num_stacks=3),
            garment_head=dict(in_channels=16),
        ),
        dhn_r50=RESNET,
        regression_r50=RESNET,
        rtmpose_m=dict(
            backbone=dict(widen_factor=0.25),
            head=dict(in_channels=256),
            garment_head=dict(in_channels=256),
        ),
    )
    cfg.merge_from_dict(dict(model=changes.get(recipe, {})))
    cfg.model.backbone.init_cfg = None
    model = MODELS.build(cfg.model).double().eval()
    for weight in model.state_dict().values():
        if weight.is_floating_point():
            noise = torch.rand_like(weight)
            fan_in = weight[0].numel() if weight.dim() > 1 else 1
            weight.copy_(noise + 0.5 if fan_in == 1 else (noise - 0.5) * (6 / fan_in) ** 0.5)
    return model


def checkpoint_of(model: nn.Module) -> dict:
    names = dict(enumerate(joint_keypoints(model.categories)))
    meta = dict(keypoint_id2name=names, categories=tuple(model.categories))
    weights = {name: weight.clone() for name, weight in model.state_dict().items()}
    return dict(meta=dict(dataset_meta=meta), state_dict=weights)


def pair(recipe: str, change: tuple) -> tuple[nn.Module, nn.Module]:
    """Return a model, and another that has taken the weights of the first."""
    source, model = (small(recipe, category) for category in change)
    transfer_weights(model, checkpoint_of(source), 'source.pth')
    return source, model


def shared(source: nn.Module, model: nn.Module, ids=channel_keypoints) -> list[list[int]]:
    """Return the outputs for what both have, of each: channels by default, or categories."""
    outputs = [ids(network.categories) for network in (source, model)]
    both = [i for i in outputs[1] if i in outputs[0]]
    assert both
    return [[ids.index(i) for i in both] for ids in outputs]


@pytest.fixture(scope='module')
def images():
    return torch.rand(2, 3, 64, 64, dtype=torch.float64)


def heatmaps(model: nn.Module, images: torch.Tensor) -> list[torch.Tensor]:
    """Return all maps or coordinates that the head predicts, also those of coarser levels."""
    feats = model.extract_feat(images)
    if hasattr(model.head, 'global_net'):
        levels = model.head.global_net(feats)
        return [*model.head.global_net.heatmaps(levels, (16, 16)), model.head(feats)]
    return (
        model.head.all_heatmaps(feats) if hasattr(model.head, 'following') else [model.head(feats)]
    )


@torch.no_grad()
@pytest.mark.parametrize('change', CHANGES, ids=str)
@pytest.mark.parametrize('recipe', ['cpn_small', 'dhn_r50', 'hourglass4', 'regression_r50'])
def test_heatmaps_of_shared_key_points_are_those_of_the_source(recipe, change, images):
    source, model = pair(recipe, change)
    channels = shared(source, model)
    for expected, maps in zip(heatmaps(source, images), heatmaps(model, images), strict=True):
        expected, maps = expected[:, channels[0]], maps[:, channels[1]]
        assert expected.std() > 1e-3
        torch.testing.assert_close(maps, expected, **ROWS)


@torch.no_grad()
@pytest.mark.parametrize('change', CHANGES, ids=str)
def test_simcc_is_that_of_the_source_for_the_shared_key_points_alone(change, images):
    # RTMPose's attention mixes the key points, so that others have an influence
    source, model = pair('rtmpose_m', change)
    results = []
    for network, channels in zip((source, model), shared(source, model), strict=True):
        head = network.head
        maps = head.final_layer(network.extract_feat(images)[-1])[:, channels]
        tokens = head.gau(head.mlp(maps.flatten(2)))
        results.append((maps, head.cls_x(tokens), head.cls_y(tokens)))
    torch.testing.assert_close(results[1], results[0], **ROWS)


@torch.no_grad()
@pytest.mark.parametrize('change', CHANGES, ids=str)
def test_presence_and_category_are_those_of_the_source(change, images):
    source, model = pair('cpn_small', change)
    channels, categories = shared(source, model), shared(source, model, category_ids)
    results = []
    for network, points, kinds in zip((source, model), channels, categories, strict=True):
        category, presence = network.garment_head(network.extract_feat(images))
        probs = network.garment_head.presence_probs(presence)[:, kinds][:, :, points]
        several = min(len(source.categories), len(model.categories)) > 1
        results.append((presence[:, points], probs, category[:, kinds if several else []]))
    torch.testing.assert_close(results[1], results[0], **ROWS)


@pytest.mark.parametrize('recipe', RECIPES)
def test_every_weight_of_a_joint_model_fits_that_of_a_category(recipe):
    with torch.device('meta'):
        joint, skirt, trousers = (
            MODELS.build(load_config(f'{recipe}_{name}', {'model.backbone.init_cfg': None}).model)
            for name in ('all', 'skirt', 'trousers')
        )
    transfer = transfer_weights(skirt, checkpoint_of(joint), 'joint.pth')
    assert transfer.misfits == []
    assert transfer.unused == ['garment_head.category.weight', 'garment_head.category.bias']
    transfer = transfer_weights(trousers, checkpoint_of(skirt), 'skirt.pth')
    assert (transfer.misfits, transfer.unused) == ([], [])


def test_new_outputs_stay_as_initialized_and_are_listed():
    source, model = small('cpn_small', 'skirt'), small('cpn_small', ['skirt', 'trousers'])
    before = checkpoint_of(model)['state_dict']
    transfer = transfer_weights(model, checkpoint_of(source), 'skirt.pth')
    channels = [i for i in range(9) if i not in shared(source, model)[1]]
    for name in ('head.refine_net.predictors.0.weight', 'garment_head.presence.bias'):
        after = model.state_dict()[name]
        assert torch.equal(after[channels], before[name][channels])
        assert not torch.isclose(after, before[name])[shared(source, model)[1]].any()
    text = transfer.summary()
    not_taken = ('num_batches_tracked', 'score_calibration.coefficients')
    total = sum(not name.endswith(not_taken) for name in before)
    assert text.startswith(f'weights from skirt.pth: {total - 2} of {total}, for 4 of 9 key points')
    assert 'new key points (5): crotch, bottom_left_in, ' in text
    assert 'new categories (1): trousers\n' in text
    assert 'shape (2): garment_head.category.weight, garment_head.category.bias' in text
    assert 'not used' not in text


def test_what_the_model_does_not_use_is_listed():
    source, model = small('cpn_small', ['skirt', 'trousers']), small('cpn_small', 'skirt')
    text = transfer_weights(model, checkpoint_of(source), 'both.pth').summary()
    assert 'not used key points (5): crotch, ' in text
    assert 'not used categories (1): trousers' in text
    assert 'not used weights (2): garment_head.category.weight' in text
    assert 'new' not in text


def test_of_another_input_size_simcc_takes_what_has_its_shape():
    model = small('rtmpose_m', 'skirt', size=96)
    transfer = transfer_weights(model, checkpoint_of(small('rtmpose_m', 'skirt')), 'a.pth')
    layers = ('mlp.1', 'cls_x', 'cls_y')
    assert transfer.misfits == [f'head.{layer}.weight' for layer in layers]
    model = small('cpn_small', 'skirt', size=96)
    assert not transfer_weights(model, checkpoint_of(small('cpn_small', 'skirt')), 'a').misfits


def test_the_order_of_names_in_the_checkpoint_counts():
    source, model = (small('cpn_small', 'skirt') for _ in range(2))
    checkpoint = checkpoint_of(source)
    names = dict(enumerate(CATEGORIES['skirt'].keypoints[::-1]))
    checkpoint['meta']['dataset_meta']['keypoint_id2name'] = names
    transfer_weights(model, checkpoint, 'a.pth')
    assert torch.equal(
        model.garment_head.presence.weight, source.garment_head.presence.weight.flip(0)
    )


def test_half_precision_and_names_of_a_wrapped_model_are_read():
    source, model = small('cpn_small', None), small('cpn_small', 'skirt').float()
    checkpoint = checkpoint_of(source)
    weights = {f'module.{name}': w.half() for name, w in checkpoint['state_dict'].items()}
    transfer = transfer_weights(model, dict(checkpoint, state_dict=weights), 'a.pth')
    assert transfer.misfits == []
    expected = checkpoint_of(source)['state_dict']['head.refine_net.fuse.conv2.weight']
    weight = model.head.refine_net.fuse.conv2.weight
    assert weight.dtype == torch.float32
    assert torch.equal(weight, expected.half().float())


def test_other_architectures_are_refused_and_change_nothing():
    model = small('hourglass4', 'skirt')
    before = checkpoint_of(model)['state_dict']
    checkpoint = checkpoint_of(small('cpn_small', 'skirt'))
    with pytest.raises(ValueError, match=r'^a\.pth is of another architecture: of \d+ .*\n?$'):
        transfer_weights(model, checkpoint, 'a.pth')
    assert all(torch.equal(w, before[name]) for name, w in model.state_dict().items())


def test_key_points_must_be_stated():
    model = small('cpn_small', 'skirt')
    with pytest.raises(ValueError, match=r'^a\.pth does not state .*keypoint_id2name'):
        transfer_weights(model, dict(meta={}, state_dict=model.state_dict()), 'a.pth')
    with pytest.raises(ValueError, match=r'^a\.pth: Linear: only a GarmentPoseEstimator'):
        transfer_weights(nn.Linear(2, 2), checkpoint_of(model), 'a.pth')


def test_the_calibration_of_scores_is_not_taken_but_fitted_again():
    source, model = small('cpn_small', 'skirt'), small('cpn_small', 'skirt')
    model.score_calibration.coefficients.zero_()
    transfer = transfer_weights(model, checkpoint_of(source), 'skirt.pth')
    assert not model.score_calibration.is_fitted
    assert (transfer.misfits, transfer.unused) == ([], [])
