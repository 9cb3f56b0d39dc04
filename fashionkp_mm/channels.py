"""Which key point each output channel of a model stands for."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mmpose.structures import PoseDataSample

from fashionkp.categories import (
    CATEGORIES,
    CATEGORY_NAMES,
    KEYPOINTS,
    flip_indices,
    joint_keypoints,
)


def channel_keypoints(categories: Sequence[str]) -> tuple[int, ...]:
    """Return the key point id of each output channel of a model.

    A model of one category has the key points of that category; a model of several has every key
    point that at least one of them has.

    Args:
        categories: Names of the model's categories.

    Returns:
        K ids, in the order of the channels.

    Raises:
        ValueError: If a category is unknown.

    Example:
        >>> channel_keypoints(['skirt'])
        (15, 16, 17, 18)
    """
    return tuple(KEYPOINTS.index(name) for name in joint_keypoints(categories))


def metainfo_keypoints(metainfo: Mapping[str, Any]) -> list[int]:
    """Return the key point id of each output channel, from the meta information of a data set.

    Args:
        metainfo: Meta information as MMPose parses it, with ``keypoint_id2name``.
    """
    names = metainfo['keypoint_id2name']
    return [KEYPOINTS.index(names[channel]) for channel in range(len(names))]


def channel_flips(categories: Sequence[str]) -> list[int]:
    """Return the flip indices of a model: for each channel, that of the mirrored key point.

    Args:
        categories: Names of the model's categories.
    """
    return list(flip_indices(joint_keypoints(categories)))


def category_ids(categories: Sequence[str]) -> tuple[int, ...]:
    """Return the category id of each category of a model, C ids.

    Example:
        >>> category_ids(['skirt', 'blouse'])
        (3, 0)
    """
    return tuple(CATEGORY_NAMES.index(name) for name in categories)


def category_channels(categories: Sequence[str]) -> np.ndarray:
    """Return which channels of a model belong to each of its categories.

    Args:
        categories: Names of the model's categories, C.

    Returns:
        (C, K) bool.
    """
    channels = np.array(channel_keypoints(categories))
    return np.stack([np.isin(channels, CATEGORIES[name].keypoint_ids) for name in categories])


def category_channel_indices(category: str, categories: Sequence[str]) -> list[int]:
    """Return the channels of a category's key points, in the category's order.

    Args:
        category: Name of the category.
        categories: Names of the model's categories.
    """
    ids = channel_keypoints(categories)
    return [ids.index(i) for i in CATEGORIES[category].keypoint_ids]


def category_index(sample: PoseDataSample, categories: Sequence[str]) -> int | None:
    """Return the index of a sample's category among a model's categories.

    Args:
        sample: Its ``category_id`` is an index into
            :data:`~fashionkp.categories.CATEGORY_NAMES`.
        categories: Names of the model's categories.

    Returns:
        0 for a model of one category; None if the sample does not state its category.
    """
    if len(categories) == 1:
        return 0
    category_id = sample.metainfo.get('category_id')
    return None if category_id is None else category_ids(categories).index(int(category_id))


def visibility_channels(sample: PoseDataSample, categories: Sequence[str]) -> np.ndarray:
    """Return the visibility of the point of each channel of a model in a sample.

    Args:
        sample: A sample from :class:`FashionAIDataset`, after augmentation: if it was flipped,
            left and right are those of the flipped image.
        categories: Names of the model's categories.

    Returns:
        (K,): 1 visible, 0 occluded, -1 absent.
    """
    info = sample.metainfo
    visibility = info['raw_ann_info']['visibility'][list(channel_keypoints(categories))]
    return visibility[list(info['flip_indices'])] if info.get('flip') else visibility


def annotated_channels(sample: PoseDataSample, categories: Sequence[str]) -> np.ndarray:
    """Return which channels of a model have an annotated point, visible or occluded, in a sample.

    Args:
        sample: See :func:`visibility_channels`.
        categories: Names of the model's categories.

    Returns:
        (K,) bool.
    """
    return visibility_channels(sample, categories) >= 0
