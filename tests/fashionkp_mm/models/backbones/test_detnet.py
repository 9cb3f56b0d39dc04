"""Tests of DetNet: shapes, pretrained weights, freezing, checkpointing, use in a detector."""

import pytest
import torch
import torchvision
from mmdet.structures import DetDataSample
from mmengine.config import ConfigDict
from mmengine.registry import DefaultScope
from mmengine.structures import InstanceData
from mmpose.registry import MODELS

from fashionkp_mm.models import DetNet

STAGES = (0, 1, 2, 3, 4)
STRIDES = (4, 8, 16, 16, 16)
SMALL = dict(base_channels=8, stem_channels=8, init_cfg=None)


def small(**kwargs):
    """Return a DetNet with an eighth of the channels."""
    options = dict(SMALL, out_indices=STAGES, width=32)
    torch.manual_seed(0)
    return DetNet(**{**options, **kwargs})


def image(batch=2, size=64):
    return torch.randn(batch, 3, size, size, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize('depth', [50, 101])
@pytest.mark.parametrize('width', [256, 1024])
def test_strides_and_widths_match_the_docstring(depth, width):
    with torch.device('meta'):
        feats = DetNet(depth, width=width, out_indices=STAGES)(torch.empty(1, 3, 64, 96))
    expected = zip((256, 512, 1024, width, width), STRIDES, strict=True)
    assert [f.shape for f in feats] == [(1, w, 64 // s, 96 // s) for w, s in expected]


@pytest.mark.parametrize('stage', ['stage5', 'stage6'])
@pytest.mark.parametrize('options', [dict(), dict(width=128), dict(groups=4), dict(se_ratio=4)])
def test_dilated_stages_are_three_bottlenecks_with_one_projection(stage, options):
    blocks = list(getattr(small(**options), stage))
    assert [block.conv2.dilation for block in blocks] == [(2, 2)] * 3
    assert [block.downsample is not None for block in blocks] == [True, False, False]
    assert blocks[0].downsample.conv.kernel_size == (1, 1)


def test_by_default_stages_1_to_4_equal_resnet50():
    resnet = torchvision.models.resnet50(weights=None).eval()
    backbone = DetNet(out_indices=(0, 1, 2), init_cfg=None)
    backbone.eval()
    result = backbone.load_state_dict(resnet.state_dict(), strict=False)
    assert all(key.startswith(('stage5', 'stage6')) for key in result.missing_keys)
    x = image(1)
    with torch.no_grad():
        feats = backbone(x)
        x = resnet.maxpool(resnet.relu(resnet.bn1(resnet.conv1(x))))
        for feat, layer in zip(feats, (resnet.layer1, resnet.layer2, resnet.layer3), strict=True):
            x = layer(x)
            torch.testing.assert_close(feat, x)


@pytest.mark.parametrize(
    ('arch', 'options'),
    [
        ('resnet50', dict()),
        ('resnet50', dict(width=1024)),
        ('resnext50_32x4d', dict(groups=32, base_width=4)),
    ],
)
def test_every_weight_of_stages_1_to_4_is_loaded_from_a_file(arch, options, tmp_path):
    weights = torchvision.models.get_model(arch, weights=None).state_dict()
    torch.save(weights, tmp_path / f'{arch}.pth')
    pretrained = dict(type='Pretrained', checkpoint=str(tmp_path / f'{arch}.pth'))
    backbone = DetNet(init_cfg=pretrained, **options)
    backbone.init_weights()
    own = backbone.state_dict()
    shared = [key for key in weights if not key.startswith(('layer4.', 'fc.'))]
    assert all(torch.equal(own[key], weights[key]) for key in shared)
    fresh = {key.split('.')[0] for key in set(own) - set(shared)}
    assert fresh == {'stage5', 'stage6'}


def test_stages_without_pretrained_weights_have_he_initialization(tmp_path):
    weights = small().state_dict()
    resnet = {key: value for key, value in weights.items() if not key.startswith('stage')}
    torch.save(resnet, tmp_path / 'resnet.pth')
    backbone = small(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'resnet.pth')))
    backbone.init_weights()
    weight = backbone.stage6[1].conv2.weight
    fan_out = weight.shape[0] * 9
    assert weight.std().item() == pytest.approx((2 / fan_out) ** 0.5, rel=0.05)
    assert backbone.stage6[1].norm3.weight.eq(1).all()


def test_the_weights_of_a_detnet_are_loaded_into_the_dilated_stages(tmp_path):
    other = small()
    torch.save(other.state_dict(), tmp_path / 'detnet.pth')
    backbone = small(init_cfg=dict(type='Pretrained', checkpoint=str(tmp_path / 'detnet.pth')))
    backbone.init_weights()
    own = backbone.state_dict()
    assert all(torch.equal(own[key], value) for key, value in other.state_dict().items())


@pytest.mark.parametrize(
    'options', [dict(), dict(groups=4, base_width=2), dict(se_ratio=4), dict(groups=4, se_ratio=4)]
)
def test_every_parameter_gets_a_gradient(options):
    backbone = small(out_indices=(4,), **options)
    backbone(image())[-1].square().sum().backward()
    missing = [name for name, p in backbone.named_parameters() if p.grad is None]
    dead = [name for name, p in backbone.named_parameters() if not missing and not p.grad.any()]
    assert (missing, dead) == ([], [])


@pytest.mark.parametrize(
    ('frozen_stages', 'trained'),
    [
        (-1, {'conv1', 'bn1', 'layer1', 'layer2', 'layer3', 'stage5', 'stage6'}),
        (0, {'layer1', 'layer2', 'layer3', 'stage5', 'stage6'}),
        (3, {'stage5', 'stage6'}),
        (4, {'stage6'}),
        (5, set()),
    ],
)
def test_frozen_stages_do_not_change(frozen_stages, trained):
    backbone = small(frozen_stages=frozen_stages)
    backbone.train()
    required = {name.split('.')[0] for name, p in backbone.named_parameters() if p.requires_grad}
    assert required == trained
    before = {key: value.clone() for key, value in backbone.state_dict().items()}
    backbone(image())
    changed = {key for key, value in backbone.state_dict().items() if not value.equal(before[key])}
    assert {key.split('.')[0] for key in changed} == trained - {'conv1'}  # running statistics


def test_norm_eval_keeps_running_statistics_and_trains_weights():
    backbone = small(norm_eval=True)
    backbone.train()
    before = {key: value.clone() for key, value in backbone.state_dict().items()}
    backbone(image())[-1].sum().backward()
    assert all(value.equal(before[key]) for key, value in backbone.state_dict().items())
    assert backbone.stage6[0].norm1.weight.grad is not None


@pytest.mark.parametrize('options', [dict(), dict(se_ratio=4)])
def test_gradient_checkpointing_keeps_the_gradients(options):
    gradients = []
    for with_cp in (False, True):
        backbone = small(with_cp=with_cp, norm_eval=True, **options)
        backbone.train()
        backbone(image().requires_grad_())[-1].square().sum().backward()
        gradients.append([p.grad for p in backbone.parameters()])
    assert backbone.stage5[0].with_cp
    for plain, checkpointed in zip(*gradients, strict=True):
        torch.testing.assert_close(plain, checkpointed)


@pytest.mark.parametrize(
    ('options', 'message'),
    [
        (dict(depth=34), r'depth=34: expected one of \[50, 101\]'),
        (dict(width=100), 'width=100: expected a multiple of 32'),
        (dict(out_indices=(5,)), r'out_indices=\(5,\)'),
        (dict(frozen_stages=6), 'frozen_stages=6: expected -1 to 5'),
    ],
)
def test_invalid_options_raise(options, message):
    with pytest.raises(ValueError, match=message):
        small(**options)


def retinanet_config():
    """Return the config of a small RetinaNet with an FPN on DetNet's stages 3 to 6."""
    return dict(
        type='mmdet.RetinaNet',
        data_preprocessor=dict(type='mmdet.DetDataPreprocessor', pad_size_divisor=16),
        backbone=dict(type='mmpose.DetNet', **SMALL, width=32, out_indices=(1, 2, 3, 4)),
        neck=dict(type='mmdet.FPN', in_channels=[64, 128, 32, 32], out_channels=16, num_outs=4),
        bbox_head=dict(
            type='mmdet.RetinaHead',
            num_classes=5,
            in_channels=16,
            feat_channels=16,
            stacked_convs=1,
            anchor_generator=dict(
                type='mmdet.AnchorGenerator',
                octave_base_scale=4,
                scales_per_octave=1,
                ratios=[1.0],
                strides=[8, 16, 16, 16],
            ),
            bbox_coder=dict(type='mmdet.DeltaXYWHBBoxCoder'),
        ),
        train_cfg=dict(
            assigner=dict(
                type='mmdet.MaxIoUAssigner', pos_iou_thr=0.5, neg_iou_thr=0.4, min_pos_iou=0
            ),
            sampler=dict(type='mmdet.PseudoSampler'),
            allowed_border=-1,
            pos_weight=-1,
        ),
        test_cfg=dict(
            nms_pre=50, score_thr=0.0, nms=dict(type='nms', iou_threshold=0.5), max_per_img=10
        ),
    )


@pytest.fixture
def detector():
    """Return a detector of MMDetection with DetNet as its backbone."""
    torch.manual_seed(0)
    with DefaultScope.overwrite_default_scope('mmdet'):
        yield MODELS.build(ConfigDict(retinanet_config()))


def test_a_detector_of_mmdetection_trains_and_predicts(detector):
    sample = DetDataSample(metainfo=dict(img_shape=(64, 96), scale_factor=(1.0, 1.0)))
    boxes = torch.tensor([[8.0, 8.0, 40.0, 40.0]])
    sample.gt_instances = InstanceData(bboxes=boxes, labels=torch.tensor([3]))
    batch = dict(inputs=[torch.randint(0, 256, (3, 64, 96))], data_samples=[sample])
    data = detector.data_preprocessor(batch, training=True)
    losses = detector(**data, mode='loss')
    sum(sum(values) for values in losses.values()).backward()
    assert all(p.grad is not None for p in detector.backbone.parameters())

    with torch.no_grad():
        instances = detector.eval()(**data, mode='predict')[0].pred_instances
    assert len(instances) == 10
    assert torch.isfinite(instances.bboxes).all()
