"""Tests for a process that knows docs/jumpsuit.toml; test_jumpsuit.py runs this file."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from mmengine.config import Config
from mmengine.runner import CheckpointLoader
from mmpose.datasets.datasets.utils import parse_pose_metainfo
from mmpose.registry import MODELS

from fashionkp import Predictor
from fashionkp.annotations import read_annotations, read_submission
from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES
from fashionkp.cli.main import main
from fashionkp.keypoints import OFFICIAL_KEYPOINTS
from fashionkp.synthetic import write_dataset
from fashionkp_mm.channels import category_channels, channel_keypoints
from fashionkp_mm.checkpoints.metadata import require_same_keypoints
from fashionkp_mm.checkpoints.transfer import transfer_weights
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.config_files import CONFIGS, config_names, config_path
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.finetuning import finetune, run
from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.metainfo import pose_metainfo
from fashionkp_mm.recipes import for_category

LEAF = 'cpn_small_jumpsuit'
JUMPSUIT = CATEGORIES.get('jumpsuit')  # None when pytest collects doctests of this file
LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')

SLIM = {
    'model.backbone.stem_channels': 8,
    'model.backbone.base_channels': 8,
    'model.head.in_channels': [8, 16, 32, 64],
    'model.head.channels': 8,
    'model.garment_head.in_channels': 64,
}
"""Settings of a small, fast network."""


@pytest.fixture(scope='module')
def archive(tmp_path_factory) -> Path:
    """A data root with 32 synthetic jumpsuits."""
    root = tmp_path_factory.mktemp('fashionai')
    write_dataset(root / 'train', 32, seed=0, category='jumpsuit')
    return root


@pytest.fixture(scope='module')
def settings(archive) -> list[str]:
    """Command line options of a short training on small images."""
    options = {**input_size_options(load_config(LEAF), 64), **SLIM, 'train_cfg.max_epochs': 2}
    for loader in LOADERS:
        options[f'{loader}.dataset.data_root'] = str(archive)
        options[f'{loader}.dataset.split'] = None
        options[f'{loader}.num_workers'] = 0
        options[f'{loader}.persistent_workers'] = False
    texts = (
        f'{k}={list(v) if isinstance(v, tuple) else v}'.replace(' ', '') for k, v in options.items()
    )
    return ['--cfg-options', *texts]


@pytest.fixture(scope='module')
def work_dir(settings, tmp_path_factory) -> Path:
    """Work dir of a training of two epochs."""
    folder = tmp_path_factory.mktemp('work') / LEAF
    assert main(['train', LEAF, '--work-dir', str(folder), *settings]) == 0
    return folder


def test_each_recipe_has_a_config_for_it_without_a_file():
    names = [name for name in config_names() if name.endswith('_jumpsuit')]
    recipes = [folder.name for folder in CONFIGS.glob('[!_]*')]
    assert sorted(names) == sorted(f'{recipe}_jumpsuit' for recipe in recipes)
    assert not [*CONFIGS.rglob('*_jumpsuit.py')]
    for name in names:
        path = config_path(name)
        cfg = load_config(name)
        assert (path.stem, Path(cfg.filename).stem) == (name, name)
        assert cfg.model.categories == ['jumpsuit']
        assert 20 in cfg.model.head.values()  # whatever the head calls the number of key points


def test_a_config_of_the_user_needs_five_lines(tmp_path):
    path = tmp_path / 'own.py'
    path.write_text(
        f'_base_ = {str(CONFIGS / "_base_" / "cpn_small.py")!r}\n\n'
        'from fashionkp_mm.recipes import for_category\n\n'
        "model, train_dataloader, val_dataloader, test_dataloader = for_category('jumpsuit')\n"
    )
    assert load_config(path).model == load_config(LEAF).model


def test_joint_models_include_it_and_official_ones_do_not_change():
    model, train, *_ = for_category(None)
    assert model['categories'] == [*OFFICIAL_CATEGORIES, 'jumpsuit']
    assert model['head']['out_channels'] == 26
    assert train['dataset']['category'] == model['categories']
    official, train, val, test = for_category([*OFFICIAL_CATEGORIES])
    assert official['head']['out_channels'] == 24
    assert channel_keypoints([*OFFICIAL_CATEGORIES]) == tuple(range(24))
    assert category_channels([*OFFICIAL_CATEGORIES]).shape == (5, 24)
    assert len(train['dataset']['metainfo']['keypoint_info']) == 24
    assert val['dataset']['category'] == test['dataset']['category'] == [*OFFICIAL_CATEGORIES]


def test_its_new_key_points_are_of_neither_body_half():
    info = parse_pose_metainfo(pose_metainfo('jumpsuit'))
    of_a_half = {JUMPSUIT.keypoints[i] for i in info['upper_body_ids'] + info['lower_body_ids']}
    assert {*JUMPSUIT.keypoints} - of_a_half == {'knee_left', 'knee_right'}
    assert info['flip_indices'] == list(JUMPSUIT.flip_indices)


def test_a_data_set_of_some_categories_has_their_rows_and_key_points(archive):
    def build(category):
        return FashionAIDataset('train', category=category, data_root=str(archive), pipeline=[])

    both = build(['jumpsuit', 'skirt'])
    assert len(both) == 32
    assert both.metainfo['categories'] == ['jumpsuit', 'skirt']
    names = both.metainfo['keypoint_id2name']
    assert len(names) == 20 + 4
    with pytest.raises(ValueError, match=r'no rows to use .*category=skirt'):
        build(['skirt'])


def test_training_writes_a_config_of_its_name(work_dir):
    cfg = Config.fromfile(work_dir / f'{LEAF}.py')
    assert cfg.model.head.out_channels == 20
    assert cfg.train_dataloader.dataset.category == 'jumpsuit'
    checkpoint = CheckpointLoader.load_checkpoint(str(work_dir / 'epoch_2.pth'), 'cpu')
    meta = checkpoint['meta']['dataset_meta']
    assert meta['categories'] == ['jumpsuit']
    assert tuple(meta['keypoint_id2name'].values()) == JUMPSUIT.keypoints


def test_it_is_tested_scored_exported_and_predicted(work_dir, archive, settings, tmp_path, capsys):
    checkpoint, table = (
        str(work_dir / 'epoch_2.pth'),
        archive / 'train' / 'Annotations' / 'train.csv',
    )
    submission, metrics = tmp_path / 'submission.csv', tmp_path / 'metrics.json'
    outputs = ['--submission', str(submission), '--out', str(metrics), '--work-dir', str(tmp_path)]
    assert main(['test', LEAF, checkpoint, *outputs, *settings]) == 0
    tested = json.loads(metrics.read_text())
    assert tested['fashionai/NE'] == pytest.approx(tested['fashionai/NE_jumpsuit'])

    capsys.readouterr()
    assert main(['score', '--gt', str(table), '--pred', str(submission), '--json']) == 0
    score = json.loads(capsys.readouterr().out)
    assert score['NE'] == pytest.approx(tested['fashionai/NE'], abs=1e-4)
    assert {*score['per_keypoint']} == {*JUMPSUIT.keypoints}

    exported = tmp_path / 'jumpsuit.onnx'
    assert main(['export', LEAF, checkpoint, '-o', str(exported), *settings]) == 0
    model = Predictor(exported)
    assert model.categories == ('jumpsuit',)
    assert model.card.keypoints == JUMPSUIT.keypoints
    truth, expected = read_annotations(table), read_submission(submission)
    predictions = model([archive / 'train' / name for name in truth.image_ids[:8]])
    assert {garment.names for garment in predictions} == {JUMPSUIT.keypoints}
    rows = [list(expected.image_ids).index(name) for name in truth.image_ids[:8]]
    expected_keypoints = expected.keypoints[rows][:, list(JUMPSUIT.keypoint_ids)]
    distances = np.linalg.norm(
        np.stack([garment.keypoints for garment in predictions]) - expected_keypoints, axis=-1
    )
    # after so short a training some heatmaps are nearly flat, and rounding decides the maximum
    assert np.median(distances) < 0.01
    assert (distances < 0.5).mean() > 0.9


def test_a_checkpoint_alone_predicts(work_dir):
    network = GarmentNetwork(weights=work_dir / 'epoch_2.pth', device='cpu')
    assert network.categories == ('jumpsuit',)


def test_a_checkpoint_for_other_key_points_is_refused(work_dir, settings, tmp_path, capsys):
    checkpoint = work_dir / 'epoch_2.pth'
    reason = r'epoch_2\.pth .* 20 key points of jumpsuit.* 4 of skirt'
    with pytest.raises(ValueError, match=reason):
        GarmentNetwork('cpn_small_skirt', checkpoint, 'cpu')
    with pytest.raises(ValueError, match=reason):
        require_same_keypoints(
            CheckpointLoader.load_checkpoint(str(checkpoint), 'cpu')['meta']['dataset_meta'],
            ['skirt'],
            str(checkpoint),
        )
    options = [*settings, 'test_dataloader.dataset.category=jumpsuit']
    joint = ['test', 'cpn_small_all', str(checkpoint), '--work-dir', str(tmp_path), *options]
    capsys.readouterr()
    assert main(joint) == 2
    error = capsys.readouterr().err
    assert '26 of blouse' in error
    assert 'checkpoint: none. ' in error
    assert 'model: top_hem_left' in error
    assert 'jumpsuit.toml' in error


def test_a_model_of_the_official_garments_still_has_24_channels():
    cfg = load_config('cpn_small_all')
    model, *_ = for_category([*OFFICIAL_CATEGORIES])
    cfg.merge_from_dict(dict(model=model))
    network = MODELS.build(cfg.model)
    assert network.garment_head.presence.out_features == len(OFFICIAL_KEYPOINTS)


@torch.no_grad()
def test_a_model_starts_from_one_of_the_official_garments():
    cfg = load_config('cpn_small_all', SLIM)
    official, *_ = for_category([*OFFICIAL_CATEGORIES])
    cfg.merge_from_dict(dict(model=official))
    joint = MODELS.build(cfg.model).eval()
    jumpsuit = MODELS.build(load_config(LEAF, SLIM).model).eval()
    names = dict(enumerate(OFFICIAL_KEYPOINTS))
    meta = dict(dataset_meta=dict(keypoint_id2name=names, categories=[*OFFICIAL_CATEGORIES]))
    checkpoint = dict(meta=meta, state_dict=joint.state_dict())
    text = transfer_weights(jumpsuit, checkpoint, 'joint.pth').summary()
    assert 'for 18 of 20 key points\n' in text
    assert 'new key points (2): knee_left, knee_right' in text
    image = torch.rand(1, 3, 96, 96)
    expected, heatmaps = (model.head(model.extract_feat(image)) for model in (joint, jumpsuit))
    channels = [OFFICIAL_KEYPOINTS.index(name) for name in JUMPSUIT.keypoints[:18]]
    torch.testing.assert_close(heatmaps[:, :18], expected[:, channels], atol=1e-6, rtol=0)


def test_the_starter_is_fine_tuned_for_it(archive, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, '_finish', lambda folder, *_: folder)  # the export is tested above
    options = {f'{loader}.num_workers': 0 for loader in LOADERS}
    settings = dict(minutes=0.05, input_size=(64, 64), options=options)
    folder = finetune(archive / 'train', tmp_path / 'out', **settings)
    assert 'without training' in capsys.readouterr().out
    cfg = load_config(folder.work_dir / 'finetuned.py')
    assert (cfg.model.categories, cfg.model.head.out_channels) == (['jumpsuit'], 20)
    assert [*folder.work_dir.glob('best_*.pth')]
