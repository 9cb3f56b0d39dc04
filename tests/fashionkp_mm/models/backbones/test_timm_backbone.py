"""Tests of TimmBackbone: levels, weights, errors."""

import pytest
import timm
import torch
from mmpose.registry import MODELS

from fashionkp_mm.config import load_config
from fashionkp_mm.models import TimmBackbone

NAME = 'test_resnet'  # 0.5 M parameters, made for tests


def build(**kwargs) -> TimmBackbone:
    return MODELS.build(dict(type='TimmBackbone', model_name=NAME, **kwargs))


@pytest.mark.parametrize('out_indices', [(1, 2, 3, 4), (2, 4)])
def test_levels_have_the_stated_channels_and_strides(out_indices):
    backbone = build(out_indices=out_indices)
    levels = backbone(torch.zeros(2, 3, 64, 96))
    assert backbone.strides == tuple(2 ** (i + 1) for i in out_indices)
    assert [tuple(level.shape) for level in levels] == [
        (2, width, 64 // stride, 96 // stride)
        for width, stride in zip(backbone.channels, backbone.strides, strict=True)
    ]


@pytest.mark.parametrize('training', [True, False])
def test_the_recipe_has_stochastic_depth_only_in_training(training):
    settings = load_config('cpn_lite0_all', {'model.backbone.init_cfg': None}).model.backbone
    backbone = MODELS.build(settings)
    backbone.train(training)
    images = torch.rand(4, 3, 64, 64, generator=torch.manual_seed(0))
    torch.manual_seed(0)
    first, second = (backbone(images)[-1] for _ in range(2))
    assert first.equal(second) == (not training)


def test_every_weight_is_loaded_from_a_file(tmp_path):
    torch.manual_seed(1)
    weights = timm.create_model(NAME).state_dict()
    torch.save(weights, tmp_path / 'net.pth')
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'net.pth')))
    backbone.init_weights()
    own = backbone.net.state_dict()
    assert own
    assert all(weight.equal(weights[name]) for name, weight in own.items())


def test_a_file_of_another_network_raises_with_its_name(tmp_path):
    weights = timm.create_model(NAME).state_dict()
    del weights['layer2.0.conv1.weight']
    torch.save(weights, tmp_path / 'net.pth')
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'net.pth')))
    with pytest.raises(ValueError, match=r'net\.pth.*layer2\.0\.conv1\.weight'):
        backbone.init_weights()


@pytest.mark.parametrize('checkpoint', [f'timm://{NAME}', 'gone.pth'])
def test_unavailable_weights_are_named_with_a_remedy(checkpoint, monkeypatch):
    create = timm.create_model

    def without_a_hub(*, pretrained=False, **kwargs):
        if pretrained and checkpoint.startswith('timm://'):
            raise ConnectionError('no hub')
        return create(pretrained=pretrained, **kwargs)

    monkeypatch.setattr(timm, 'create_model', without_a_hub)
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint=checkpoint))
    with pytest.raises(ValueError, match=rf'{checkpoint}.*Error: .*checkpoint=FILE.*init_cfg=None'):
        backbone.init_weights()


def test_loading_does_not_change_the_random_state(tmp_path):
    torch.save(timm.create_model(NAME).state_dict(), tmp_path / 'net.pth')
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'net.pth')))
    torch.manual_seed(5)
    backbone.init_weights()
    drawn = torch.rand(3)
    torch.manual_seed(5)
    assert drawn.equal(torch.rand(3))


def test_an_unknown_network_lists_similar_ones():
    with pytest.raises(ValueError, match=r"'tf_efficientnet_light0'.*similar"):
        TimmBackbone('tf_efficientnet_light0')


def test_every_parameter_gets_a_gradient():
    backbone = build()
    sum(level.square().mean() for level in backbone(torch.randn(2, 3, 64, 64))).backward()
    assert all(p.grad is not None for p in backbone.parameters())


@pytest.fixture
def hub(monkeypatch):
    """Let timm's pretrained weights be random ones of seed 7."""
    create = timm.create_model

    def create_model(model_name, *, pretrained=False, **kwargs):
        if pretrained:
            torch.manual_seed(7)
        return create(model_name, **kwargs)

    monkeypatch.setattr(timm, 'create_model', create_model)


def test_the_name_after_the_scheme_is_downloaded_by_timm(hub):
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint=f'timm://{NAME}'))
    backbone.init_weights()
    torch.manual_seed(7)
    expected = timm.create_model(NAME, features_only=True, out_indices=(1, 2, 3, 4)).state_dict()
    own = backbone.net.state_dict()
    assert all(weight.equal(expected[name]) for name, weight in own.items())


def test_downloaded_weights_of_another_network_raise(hub):
    backbone = build(init_cfg=dict(type='Pretrained', checkpoint='timm://test_efficientnet'))
    with pytest.raises(ValueError, match=rf'timm://test_efficientnet.*not for {NAME}'):
        backbone.init_weights()


@pytest.mark.parametrize('argument', ['pretrained', 'pretrained_cfg_overlay', 'checkpoint_path'])
def test_arguments_that_load_weights_raise(argument):
    """The config in a checkpoint could name any URL or file."""
    with pytest.raises(ValueError, match=f'with {argument}: .*init_cfg'):
        build(**{argument: {'url': 'http://127.0.0.1/evil.pth'}})


def test_frozen_levels_are_not_trained():
    backbone = build(frozen_levels=2)
    trained = {name.split('.')[0] for name, p in backbone.net.named_parameters() if p.requires_grad}
    assert trained == {'layer2', 'layer3', 'layer4'}
    backbone.train()
    modes = {name: m.training for name, m in backbone.net.named_modules() if 'bn' in name}
    assert not modes['layer1.0.bn1']
    assert modes['layer2.0.bn1']


def test_statistics_of_the_loaded_weights_are_used_in_training():
    backbone = build(norm_eval=True).train()
    before = {name: buffer.clone() for name, buffer in backbone.named_buffers()}
    backbone(torch.rand(2, 3, 64, 64))
    assert all(buffer.equal(before[name]) for name, buffer in backbone.named_buffers())


def test_more_levels_than_there_are_cannot_be_frozen():
    with pytest.raises(ValueError, match='at most 5'):
        build(frozen_levels=6)
