"""Samples of the pipelines of a config, as images."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.registry import init_default_scope
from mmengine.runner import set_random_seed
from mmpose.registry import DATASETS

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.images.resizing import rescale
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.dataset_samples import random_order, read_sample
from fashionkp.visualization.keypoints import with_keypoints
from fashionkp_mm.channels import metainfo_keypoints
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import FashionAIDataset


def pipeline_images(
    config: str | Path,
    num: int,
    variants: int,
    *,
    phase: str = 'train',
    category: str | None = None,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
) -> list[CaptionedRow]:
    """Return random images of a data set of a config, as they are and as the model gets them.

    Args:
        config: Path of a config, or the name of a config of the package.
        num: Number of images; all if there are fewer.
        variants: Number of times that each image goes through the pipeline.
        phase: Data set of the config: 'train', 'val' or 'test'.
        category: Name of the category of the images; None for all.
        seed: Seed of the choice of images and of the augmentation; sets the global random state.
        options: Settings to override, by dotted key.

    Returns:
        For each image, the original with all key points, and variants with those a loss counts.

    Raises:
        FileNotFoundError: If the config, a table or an image does not exist.
        ValueError: If the category is unknown, or the data set has no such row.
    """
    dataset = _dataset(config, phase, options)
    keypoint_ids = metainfo_keypoints(dataset.metainfo)
    indices = _random_indices(dataset, num, category, seed)
    set_random_seed(seed)
    rows = []
    for index in indices:
        item = dataset.get_data_info(index)
        views = [_draw_sample(dataset[index], keypoint_ids) for _ in range(variants)]
        rows.append(CaptionedRow([_draw_original(item), *views], _caption(item)))
    return rows


def _dataset(config: str | Path, phase: str, options: Mapping[str, Any] | None) -> FashionAIDataset:
    cfg = load_config(config, options)
    init_default_scope(cfg.get('default_scope', 'mmpose'))
    loader = cfg.get(f'{phase}_dataloader')
    if loader is None:
        raise ValueError(f'{config}: the config has no {phase}_dataloader')
    settings = loader.dataset
    for transform in settings.pipeline:
        if transform.type in ('FastPack', 'PackPoseInputs'):
            transform.pack_transformed = True  # keeps the key points of the augmented image
    return DATASETS.build(settings)


def _random_indices(
    dataset: FashionAIDataset, num: int, category: str | None, seed: int
) -> list[int]:
    """Return the indices of random items of a category, in ascending order."""
    name = None if category is None else category_by_name(category).name
    selected = (
        int(index)
        for index in random_order(np.arange(len(dataset)), seed)
        if name in (None, dataset.get_data_info(index)['raw_ann_info']['category'])
    )
    if indices := sorted(islice(selected, num)):
        return indices
    raise ValueError(f'no rows of category {name} in the data set of {len(dataset)} rows')


def _draw_original(item: dict) -> np.ndarray:
    """Return the original image with its annotated key points."""
    row = item['raw_ann_info']
    image = read_sample(item['img_path'], row['location'])
    return with_keypoints(image, row['category'], row['keypoints'], row['visibility'] >= 0)


def _caption(item: dict) -> str:
    return f'{item["raw_ann_info"]["category"]}, {item["raw_ann_info"]["location"]}'


def _draw_sample(sample: dict, keypoint_ids: Sequence[int]) -> np.ndarray:
    """Return the image that the model gets, with the key points that a loss counts."""
    image = sample['inputs'].numpy().transpose(1, 2, 0)
    # resized before drawing, so that dots have the same size for any size of the input
    scale = TILE[0] / max(image.shape[:2])
    instance = sample['data_samples'].gt_instances
    keypoints, visible = np.zeros((len(KEYPOINTS), 2)), np.zeros(len(KEYPOINTS), bool)
    keypoints[keypoint_ids] = (instance.transformed_keypoints[0] + 0.5) * scale - 0.5
    visible[keypoint_ids] = instance.keypoints_visible[0] > 0
    category = sample['data_samples'].raw_ann_info['category']
    return with_keypoints(rescale(image, scale), category, keypoints, visible)
