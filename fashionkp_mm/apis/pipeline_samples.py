"""What a model sees in training, as images."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from mmengine.registry import init_default_scope
from mmengine.runner import set_random_seed
from mmpose.registry import DATASETS

from fashionkp.categories import KEYPOINTS, category_by_name
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.dataset_samples import random_order, read_sample
from fashionkp.visualization.keypoints import with_keypoints
from fashionkp_mm.config import load_config
from fashionkp_mm.datasets import FashionAIDataset


def training_images(
    config: str | Path,
    num: int,
    variants: int,
    category: str | None = None,
    seed: int = 0,
    options: Mapping[str, Any] | None = None,
) -> list[CaptionedRow]:
    """Draw random images of a config's training set as they are and as the model gets them.

    Args:
        config: A config file, or the name of a config that comes with the package.
        num: Images to draw; all where there are fewer.
        variants: How often each goes through the training pipeline.
        category: Name of the only category to draw, or None for all.
        seed: Decides which images are drawn and what the pipeline makes of them; sets the global
            random state.
        options: Settings to override, by dotted key.

    Returns:
        For each image the image itself with its annotated points, and the variants with the
        points that a loss counts.

    Raises:
        FileNotFoundError: There is no such config, table or image.
        ValueError: An unknown category, or no row to draw.
    """
    cfg = load_config(config, options)
    init_default_scope(cfg.get('default_scope', 'mmpose'))
    settings = cfg.train_dataloader.dataset
    for step in settings.pipeline:
        if step.type in ('FastPack', 'PackPoseInputs'):
            step.pack_transformed = True  # made for looking at what the pipeline does
    dataset = DATASETS.build(settings)
    rows = _rows(dataset, num, category, seed)
    set_random_seed(seed)
    names = dataset.metainfo['keypoint_id2name']
    shown = []
    for row in rows:
        item = dataset.get_data_info(row)
        views = [_view(dataset[row], names) for _ in range(variants)]
        shown.append(CaptionedRow([_original(item), *views], _caption(item)))
    return shown


def _rows(dataset: FashionAIDataset, num: int, category: str | None, seed: int) -> list[int]:
    """Random rows of the data set, in its order."""
    name = None if category is None else category_by_name(category).name
    chosen = (
        int(row)
        for row in random_order(np.arange(len(dataset)), seed)
        if name in (None, dataset.get_data_info(row)['raw_ann_info']['category'])
    )
    if rows := sorted(islice(chosen, num)):
        return rows
    raise ValueError(f'no rows of category {name} among the {len(dataset)} of the training set')


def _original(item: dict) -> np.ndarray:
    """An image as it is, with its annotated points."""
    garment = item['raw_ann_info']
    image = read_sample(item['img_path'], garment['location'])
    name, annotated = garment['category'], garment['visibility'] >= 0
    return with_keypoints(image, name, garment['keypoints'], annotated)


def _caption(item: dict) -> str:
    return f'{item["raw_ann_info"]["category"]}, {item["raw_ann_info"]["location"]}'


def _view(sample: dict, names: dict[int, str]) -> np.ndarray:
    """What the pipeline has made of an image, with the points that a loss counts."""
    image = sample['inputs'].numpy().transpose(1, 2, 0)
    # drawn after scaling, so that points are equally large whatever the model's input
    scale = TILE[0] / max(image.shape[:2])
    garment = sample['data_samples'].gt_instances
    keypoints, shown = np.zeros((len(KEYPOINTS), 2)), np.zeros(len(KEYPOINTS), bool)
    for channel, name in names.items():
        place = KEYPOINTS.index(name)
        keypoints[place] = (garment.transformed_keypoints[0, channel] + 0.5) * scale - 0.5
        shown[place] = garment.keypoints_visible[0, channel] > 0
    size = round(image.shape[1] * scale), round(image.shape[0] * scale)
    view = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    category = sample['data_samples'].raw_ann_info['category']
    return with_keypoints(view, category, keypoints, shown)
