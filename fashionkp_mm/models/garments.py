"""What a model's channels mean for a garment."""

from collections.abc import Sequence

import numpy as np
from mmpose.structures import PoseDataSample

from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name, flip_indices


def channel_keypoints(categories: Sequence[str]) -> tuple[int, ...]:
    """Ids of the key points that the channels of a model for ``categories`` stand for.

    A model of one category has that category's points, one of several has all.

    Raises:
        ValueError: Unknown category.

    Example:
        >>> channel_keypoints(['skirt'])
        (15, 16, 17, 18)
    """
    garments = [category_by_name(name) for name in categories]
    return garments[0].keypoint_ids if len(garments) == 1 else tuple(range(len(KEYPOINTS)))


def channel_flips(categories: Sequence[str]) -> list[int]:
    """For each channel of a model for ``categories``, the channel of its mirror image."""
    return list(flip_indices(tuple(KEYPOINTS[i] for i in channel_keypoints(categories))))


def own_channels(categories: Sequence[str]) -> np.ndarray:
    """Which channels of a model stand for points of each category, (C, K) bool."""
    channels = np.array(channel_keypoints(categories))
    return np.stack([np.isin(channels, CATEGORIES[name].keypoint_ids) for name in categories])


def known_category(sample: PoseDataSample, categories: Sequence[str]) -> int | None:
    """Place of a sample's category among a model's ``categories``; None where it is not known."""
    if len(categories) == 1:
        return 0
    category_id = sample.metainfo.get('category_id')
    return None if category_id is None else categories.index(list(CATEGORIES)[int(category_id)])


def annotated_channels(sample: PoseDataSample, categories: Sequence[str]) -> np.ndarray:
    """Which channels of a model have an annotated point, visible or occluded, in a sample.

    Args:
        sample: A sample from :class:`FashionAIDataset`, as the model sees it: in a mirrored
            picture, left is right.
        categories: Names of the model's categories.

    Returns:
        (K,) bool.
    """
    info = sample.metainfo
    annotated = info['raw_ann_info']['visibility'][list(channel_keypoints(categories))] >= 0
    return annotated[list(info['flip_indices'])] if info.get('flip') else annotated
