"""Tests of every config: it builds, trains a step, predicts and draws."""

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import torchvision
from mmengine.config import Config
from mmpose.apis import MMPoseInferencer, inference_topdown, init_model
from mmpose.registry import KEYPOINT_CODECS, MODELS
from torch.utils.flop_counter import FlopCounterMode

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import CONFIGS, config_names, config_path
from fashionkp_mm.datasets import FashionAIDataset
from fashionkp_mm.models import GarmentMSELoss
from fashionkp_mm.recipes import for_category

# the files of _base_ that other bases share define no model
RECIPES = sorted(
    path.stem for path in (CONFIGS / '_base_').glob('*.py') if 'model' in Config.fromfile(path)
)
NAMES = (*CATEGORIES, 'all')
LEAVES = [f'{recipe}_{name}' for recipe in RECIPES for name in NAMES]
# Each recipe once and each category at least twice; leaves differ in the number of channels alone.
SAMPLED_LEAVES = {f'{recipe}_{NAMES[i % len(NAMES)]}' for i, recipe in enumerate(RECIPES)}
TRAINED_LEAVES = [
    leaf if leaf in SAMPLED_LEAVES else pytest.param(leaf, marks=pytest.mark.slow)
    for leaf in LEAVES
]
SPEED = json.loads((CONFIGS.parent / 'benchmarks/figures/recipe_speed.json').read_text())['figures']
TABLE = (CONFIGS.parent / 'docs' / 'recipes.md').read_text()
WIDTH, HEIGHT = 96, 128  # of the images of the tiny archive


def keypoints_of(leaf: str) -> tuple[str, ...]:
    category = leaf.rsplit('_', 1)[1]
    return KEYPOINTS if category == 'all' else CATEGORIES[category].keypoints


def images_of(leaf: str, data_root: Path) -> list[Path]:
    """Return the images of a leaf's category in the archive, of blouses for a joint leaf."""
    category = leaf.rsplit('_', 1)[1]
    folder = data_root / 'train' / 'Images' / ('blouse' if category == 'all' else category)
    return sorted(folder.iterdir())


def test_configs_are_exactly_recipes_times_categories():
    assert RECIPES
    assert config_names() == sorted([*LEAVES, 'starter_all'])


@pytest.mark.parametrize('leaf', LEAVES)
def test_a_leaf_names_its_category_only(leaf):
    cfg = load_config(leaf)
    category = leaf.rsplit('_', 1)[1]
    points = {cfg.model.head.get(name) for name in ('out_channels', 'num_joints')} - {None}
    assert points == {len(keypoints_of(leaf))}
    loaders = (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader)
    categories = list(CATEGORIES) if category == 'all' else category
    assert all(loader.dataset.category == categories for loader in loaders)
    assert len(config_path(leaf).read_text().splitlines()) == 5


@pytest.mark.parametrize('leaf', TRAINED_LEAVES)
def test_the_heads_of_a_leaf_fit_its_backbone(leaf):
    cfg = load_config(leaf)
    with torch.device('meta'), torch.no_grad():  # shapes without numbers
        model = MODELS.build(cfg.model).eval()
        levels = model.extract_feat(torch.empty(1, 3, *cfg.codec.input_size))
    widths = model.head.in_channels
    widths = list(widths) if isinstance(widths, tuple | list) else [widths]
    assert [level.shape[1] for level in levels] == widths
    assert model.garment_head.presence.in_features == levels[-1].shape[1]
    assert len(model.garment_head.categories) == (5 if leaf.endswith('_all') else 1)


@pytest.mark.parametrize('recipe', RECIPES)
def test_each_garment_has_the_same_weight_by_its_loss_or_by_balancing(recipe):
    cfg = load_config(f'{recipe}_all')
    steps = [step.type for step in cfg.train_dataloader.dataset.pipeline]
    with torch.device('meta'):
        loss = MODELS.build(cfg.model).head.loss_module
    assert ('BalanceGarment' in steps) != isinstance(loss, GarmentMSELoss)


def encoded(sample) -> list[np.ndarray]:
    """Return the targets of one sample, in the form that its codec decodes."""
    if 'gt_fields' in sample:
        return [sample.gt_fields.heatmaps.numpy()]
    labels = dict(sample.gt_instance_labels.items())
    return [labels[name].numpy() for name in sorted(labels) if name != 'keypoint_weights']


@cache
def parameters_and_work(recipe: str) -> tuple[float, float]:
    """Return millions of parameters of a recipe's joint model, and GFLOP for an image."""
    cfg = load_config(f'{recipe}_all')
    width, height = cfg.codec.input_size
    counter = FlopCounterMode(display=False)
    with torch.device('meta'), torch.no_grad(), counter:
        model = MODELS.build(cfg.model).eval()
        model(torch.empty(1, 3, height, width), None, mode='tensor')
    parameters = sum(p.numel() for p in model.parameters())
    return parameters / 1e6, counter.get_total_flops() / 1e9


@pytest.mark.parametrize(
    ('recipe', 'millions'),
    [
        ('cpn_r50', 27.09),
        ('cpn_detnet_wide', 20.73),
        ('hourglass4', 12.84),
        ('hourglass8', 25.40),
    ],
)
def test_a_recipe_has_as_many_parameters_as_the_reference_solution(recipe, millions):
    assert parameters_and_work(recipe)[0] == pytest.approx(millions, rel=0.01)


@pytest.mark.parametrize('recipe', RECIPES)
def test_the_docs_state_input_parameters_and_work_of_a_recipe(recipe):
    row = next(row for row in TABLE.splitlines() if row.startswith(f'| `{recipe}` |'))
    side, millions, work = (cell.split()[0] for cell in row.split('|')[3:6])
    assert int(side) == load_config(f'{recipe}_all').codec.input_size[0]
    assert (millions, work) == tuple(f'{number:.1f}' for number in parameters_and_work(recipe))


@pytest.mark.parametrize('recipe', RECIPES)
def test_the_docs_state_the_measured_time_of_a_recipe(recipe):
    row = next(row for row in TABLE.splitlines() if row.startswith(f'| `{recipe}` |'))
    stated = row.split('|')[6].strip()
    assert stated == f'{SPEED[recipe]["ms"]:.{len(stated.partition(".")[2])}f}'


@pytest.mark.parametrize('recipe', RECIPES)
def test_pipeline_and_codec_return_the_key_points_without_bias(recipe, data_root):
    cfg = load_config(f'{recipe}_all')
    load, target = cfg.test_dataloader.dataset.pipeline, dict(type='GenerateTarget')
    pipeline = [*load[:-1], dict(target, encoder=cfg.codec), load[-1]]
    root = dict(data_root=str(data_root), ann_file='train', test_mode=True)
    dataset = FashionAIDataset(**root, pipeline=pipeline)
    codec = KEYPOINT_CODECS.build(cfg.codec)
    errors = []
    for i in range(len(dataset)):
        sample = dataset[i]['data_samples']
        decoded, _ = codec.decode(*encoded(sample))
        info = sample.metainfo  # as TopdownPoseEstimator maps points back to the image
        points = decoded.reshape(-1, 2) / info['input_size'] * info['input_scale']
        points += info['input_center'] - 0.5 * info['input_scale']
        truth, visibility = info['raw_ann_info']['keypoints'], info['raw_ann_info']['visibility']
        inner = ((truth > 24) & (truth < np.array([WIDTH, HEIGHT]) - 24)).all(axis=1)
        used = inner & (visibility >= 0)  # targets cut off at the border are biased
        errors += (points - truth)[used].tolist()
    assert len(errors) > 20
    # pixels of the image; a cell of a heatmap has over 1.3, and SimCC rounds to half a bin
    rounding = 0.5 / cfg.codec.get('simcc_split_ratio', np.inf)
    rounding *= max(WIDTH, HEIGHT) / cfg.codec.input_size[0]
    assert np.abs(errors).max() < 0.02 + rounding
    assert np.abs(np.mean(errors, axis=0)).max() < 0.02


@pytest.fixture
def step(tmp_path, shrunk):
    """Return a function that trains a leaf for one step; it returns checkpoint and config."""

    def run(leaf):
        options = shrunk(leaf)
        train(leaf, work_dir=tmp_path, options=options, validate=False)
        return tmp_path / 'epoch_1.pth', tmp_path / f'{leaf}.py'

    return run


@pytest.mark.parametrize('leaf', TRAINED_LEAVES)
def test_a_leaf_trains_a_step_and_predicts_with_mmpose_inferencer(leaf, step, data_root, tmp_path):
    checkpoint, config = step(leaf)
    file = images_of(leaf, data_root)[0]
    inferencer = MMPoseInferencer(pose2d=str(config), pose2d_weights=str(checkpoint), device='cpu')
    names = inferencer.inferencer.model.dataset_meta['keypoint_id2name']
    assert [names[i] for i in range(len(names))] == list(keypoints_of(leaf))
    drawing = dict(vis_out_dir=str(tmp_path), return_vis=True, kpt_thr=-1)
    result = next(inferencer(str(file), **drawing))
    points = np.array(result['predictions'][0][0]['keypoints'])
    assert points.shape == (len(keypoints_of(leaf)), 2)
    assert np.isfinite(points).all()
    assert result['visualization'][0].shape[:2] == cv2.imread(str(file)).shape[:2]
    assert (tmp_path / file.name).is_file()


def test_mmpose_inferencer_takes_files_folders_and_arrays(step, data_root):
    checkpoint, config = step('cpn_small_skirt')
    files = images_of('cpn_small_skirt', data_root)
    inferencer = MMPoseInferencer(pose2d=str(config), pose2d_weights=str(checkpoint), device='cpu')
    images = [cv2.imread(str(file)) for file in files]
    points = [
        np.array([result['predictions'][0][0]['keypoints'] for result in inferencer(inputs)])
        for inputs in ([*map(str, files)], str(files[0].parent), images)
    ]
    assert points[0].shape == (len(files), 4, 2)
    np.testing.assert_allclose(points[1], points[0])
    np.testing.assert_allclose(points[2], points[0])


def test_a_joint_model_predicts_category_and_presence(step, data_root):
    checkpoint, config = step('cpn_small_all')
    model = init_model(str(config), str(checkpoint), device='cpu')
    image = next((data_root / 'train' / 'Images' / 'skirt').iterdir())
    (result,) = inference_topdown(model, str(image))
    garment = result.pred_instances
    assert garment.category[0] in CATEGORIES
    assert garment.category_score[0] == garment.category_probs.max() < 1
    keypoint_ids = CATEGORIES[garment.category[0]].keypoint_ids
    assert tuple(np.flatnonzero(garment.keypoint_presence[0])) == keypoint_ids


def test_without_a_checkpoint_key_points_come_from_the_config():
    inferencer = MMPoseInferencer(pose2d=str(config_path('cpn_small_skirt')), device='cpu')
    names = inferencer.inferencer.model.dataset_meta['keypoint_id2name']
    assert tuple(names.values()) == CATEGORIES['skirt'].keypoints


def test_imagenet_weights_are_loaded_from_a_local_file(tmp_path):
    weights = torchvision.models.resnet50(weights=None).state_dict()
    torch.save(weights, tmp_path / 'resnet50.pth')
    option = {'model.backbone.init_cfg.checkpoint': str(tmp_path / 'resnet50.pth')}
    model = MODELS.build(load_config('cpn_r50_skirt', option).model)
    model.init_weights()
    loaded = model.backbone.state_dict()
    assert {name for name in weights if not name.startswith('fc.')} == set(loaded)
    assert all(torch.equal(loaded[name], weights[name]) for name in loaded)


def test_an_unknown_category_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'jumpsuit'.*blouse"):
        for_category('jumpsuit')


def test_several_categories_make_a_joint_model_and_are_all_named():
    model, *loaders = for_category(['trousers', 'skirt'])
    assert model['head'] == {'out_channels': 9}
    assert {tuple(loader['dataset']['category']) for loader in loaders} == {('trousers', 'skirt')}
    _, train, *_ = for_category(None)
    assert train['dataset']['category'] == list(CATEGORIES)
