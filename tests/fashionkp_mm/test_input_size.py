"""Tests of input sizes that are not the recipe's: every recipe, and what a checkpoint remembers."""

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.dataset import pseudo_collate
from mmpose.registry import MODELS

from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import CONFIGS
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.export import export_model
from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.input_size import choose_input_size, set_input_size, trained_size

RECIPES = sorted(path.name for path in CONFIGS.glob('[!_]*'))
WIDTH, HEIGHT = SIZE = (96, 64)


def batch_of(cfg: Config, pipeline: list, data_root) -> dict:
    """Return a batch of two garments of the archive."""
    root = dict(data_root=str(data_root), ann_file='train')
    dataset = FashionAIDataset(**root, pipeline=pipeline)
    return pseudo_collate([dataset[0], dataset[9]])


def perfect_output(samples: list) -> torch.Tensor | tuple:
    """Return what a head would put out whose predictions are the targets."""
    if 'gt_fields' in samples[0]:
        return torch.stack([sample.gt_fields.heatmaps for sample in samples])
    labels = [sample.gt_instance_labels for sample in samples]
    if 'keypoint_labels' in labels[0]:
        points = torch.cat([label.keypoint_labels for label in labels])
        return torch.cat([points, torch.zeros_like(points)], dim=-1)  # and their spread
    return tuple(torch.cat([label[f'keypoint_{x}_labels'] for label in labels]) for x in 'xy')


@pytest.mark.parametrize('recipe', RECIPES)
def test_every_recipe_trains_each_parameter_and_predicts_at_another_size(recipe, data_root, shrunk):
    cfg = load_config(f'{recipe}_all', shrunk(f'{recipe}_all'))
    set_input_size(cfg, SIZE)
    model = MODELS.build(cfg.model)
    batch = batch_of(cfg, cfg.train_dataloader.dataset.pipeline, data_root)
    losses = model(**model.data_preprocessor(batch, training=True), mode='loss')
    loss = sum(value for name, value in losses.items() if name.startswith('loss'))
    loss.backward()
    assert loss.isfinite()
    # as distributed training requires
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    assert [name for name, p in trained.items() if p.grad is None] == []

    pipeline = cfg.test_dataloader.dataset.pipeline
    targets = dict(type='GenerateTarget', encoder=cfg.codec)
    batch = batch_of(cfg, [*pipeline[:-1], targets, pipeline[-1]], data_root)
    assert {tuple(image.shape) for image in batch['inputs']} == {(3, HEIGHT, WIDTH)}
    model.eval().test_cfg = dict(model.test_cfg, flip_test=False)
    output = perfect_output(batch['data_samples'])
    model.head.forward = lambda feats: output
    with torch.no_grad():
        results = model.test_step(batch)
    for result in results:
        truth, visibility = (result.raw_ann_info[key] for key in ('keypoints', 'visibility'))
        height, width = result.ori_shape
        inner = ((truth > 24) & (truth < np.array([width, height]) - 24)).all(axis=1)
        found = result.pred_instances.keypoints[0]
        assert np.abs(found - truth)[inner & (visibility >= 0)].max() < 1.5


@pytest.mark.parametrize(
    ('recipe', 'size', 'reason'),
    [
        ('cpn_r50', (96, 250), r'96 x 250 .*heatmap_size=\(96, 96\), .* not be a whole number'),
        ('dhn_r50', (100, 96), r'heatmaps of 32 x 24 cells, but targets have 25 x 24'),
        ('hrnet_w32', (72, 64), 'HRNet and HeatmapHead cannot use it'),
        ('rtmpose_m', (80, 64), r'in_featuremap_size=\(12, 12\)'),
    ],
)
def test_a_size_that_a_network_cannot_take_is_refused(recipe, size, reason):
    with pytest.raises(ValueError, match=rf'{reason}.*multiples of 32 from 64'):
        set_input_size(load_config(f'{recipe}_skirt'), size)


def test_the_targets_of_simcc_have_the_width_of_rtmpose():
    cfg = load_config('rtmpose_m_skirt')
    set_input_size(cfg, (192, 256))
    assert cfg.codec.sigma == pytest.approx((4.9, 5.66), abs=0.01)  # those of its 256x192 configs
    assert cfg.model.head.decoder.sigma == cfg.codec.sigma
    assert cfg.model.head.in_featuremap_size == (6, 8)


def test_a_config_without_a_codec_has_no_size_to_change():
    with pytest.raises(ValueError, match=r'no codec\.input_size'):
        set_input_size(Config(dict(model=dict())), SIZE)


@pytest.fixture(scope='module')
def sized(skirt_options, tmp_path_factory):
    """Return the work dir of a training at another size."""
    work_dir = tmp_path_factory.mktemp('sized')
    options = {**skirt_options, 'train_cfg.max_epochs': 1}
    train('cpn_small_skirt', work_dir, input_size=SIZE, options=options, validate=False)
    return work_dir


class Stop(Exception):
    """Ends a command as soon as it has the config."""


@pytest.mark.parametrize(
    ('command', 'step'),
    [
        (evaluate, 'fashionkp_mm.apis.testing._test_runner'),
        (export_model, 'fashionkp_mm.export.onnx_export.serialize_model'),
    ],
)
def test_testing_and_exporting_take_the_size_of_the_training(
    command, step, sized, tmp_path, monkeypatch
):
    sizes = []

    def stop(*args, **kwargs):
        cfg = next(arg for arg in args if isinstance(arg, Config))
        sizes.append(cfg.test_dataloader.dataset.pipeline[3].input_size)
        raise Stop

    monkeypatch.setattr(step, stop)
    for given in ({}, dict(input_size=(64, 64))):
        with pytest.raises(Stop):
            command('cpn_small_skirt', sized / 'epoch_1.pth', tmp_path / 'a.onnx', **given)
    assert sizes == [SIZE, (64, 64)]


def test_predicting_and_resuming_take_the_size_of_the_training(sized, skirt_options):
    network = GarmentNetwork('cpn_small_skirt', sized / 'epoch_1.pth', 'cpu')
    assert network.model.head.decoder.input_size == SIZE
    runner = train('cpn_small_skirt', sized, resume=True, options=skirt_options, validate=False)
    assert runner.model.head.decoder.input_size == SIZE


def test_another_size_is_used_if_it_is_given(sized):
    cfg = load_config('cpn_small_skirt')
    choose_input_size(cfg, (64, 64), sized / 'epoch_1.pth')
    assert cfg.codec.input_size == (64, 64)
    options = {'codec.input_size': (96, 96)}
    cfg = load_config('cpn_small_skirt', options)
    choose_input_size(cfg, None, sized / 'epoch_1.pth', options)
    assert cfg.codec.input_size == (96, 96)


@pytest.mark.parametrize(
    'meta',
    [
        {},
        dict(cfg='codec = [dict(input_size=(64, 64))]'),
        dict(cfg='codec = 5'),
        dict(cfg='codec = dict(input_size=(64, -1))'),
        dict(cfg='codec = open("x")'),
    ],
)
def test_a_checkpoint_without_one_size_remembers_none(meta, tmp_path):
    torch.save(dict(state_dict={'a': torch.zeros(1)}, meta=meta), tmp_path / 'weights.pth')
    assert trained_size(tmp_path / 'weights.pth') is None
