"""What a model's channels mean for a garment."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from mmpose.structures import PoseDataSample

from fashionkp.categories import (
    CATEGORIES,
    DECLARED_IN,
    KEYPOINTS,
    flip_indices,
    joint_keypoints,
)


def channel_keypoints(categories: Sequence[str]) -> tuple[int, ...]:
    """Ids of the key points that the channels of a model for ``categories`` stand for.

    A model of one category has that category's points, one of several all that any of them has.

    Raises:
        ValueError: Unknown category.

    Example:
        >>> channel_keypoints(['skirt'])
        (15, 16, 17, 18)
    """
    return tuple(KEYPOINTS.index(name) for name in joint_keypoints(categories))


def channel_flips(categories: Sequence[str]) -> list[int]:
    """For each channel of a model for ``categories``, the channel of its mirror image."""
    return list(flip_indices(joint_keypoints(categories)))


def own_channels(categories: Sequence[str]) -> np.ndarray:
    """Which channels of a model stand for points of each category, (C, K) bool."""
    channels = np.array(channel_keypoints(categories))
    return np.stack([np.isin(channels, CATEGORIES[name].keypoint_ids) for name in categories])


def refuse_other_points(
    dataset_meta: Mapping[str, Any], categories: Sequence[str], source: str
) -> None:
    """Refuse weights whose outputs stand for other garments or key points than here.

    Args:
        dataset_meta: What their checkpoint tells of the data that they were trained on.
        categories: Names of the categories that the model is for.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: The points or categories are others, or stand in another order.
    """
    theirs, ours = told_keypoints(dataset_meta, source), joint_keypoints(categories)
    told = list(told_categories(dataset_meta, source) or categories)
    if not theirs or (theirs == ours and told == list(categories)):
        return
    same = sorted(theirs) == sorted(ours) and sorted(told) == sorted(categories)
    more = [name for name in theirs if name not in ours]
    less = [name for name in ours if name not in theirs]
    files = {str(path) for name, path in DECLARED_IN.items() if name in categories}
    owner = ', '.join(told_categories(dataset_meta, source)) or 'other data'
    raise ValueError(
        f'{source} was trained for {len(theirs)} key points of {owner}, here are {len(ours)} of '
        f'{", ".join(categories)}: only there {", ".join(more) or "none"}; only here '
        f'{", ".join(less) or "none"}; declared here by {", ".join(sorted(files)) or "no file"} '
        '(--garments)'
        f'{"; the same in another order" if same else ""}'
    )


def told_keypoints(dataset_meta: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """Names of the key points that a checkpoint's outputs stand for; none where it does not tell.

    Args:
        dataset_meta: What the checkpoint tells of the data that it was trained on.
        source: Name of the checkpoint, for errors.

    Raises:
        ValueError: ``keypoint_id2name`` is not what MMPose writes there.
    """
    names = dataset_meta.get('keypoint_id2name', {})
    if not isinstance(names, Mapping) or set(names) != set(range(len(names))):
        raise ValueError(f'{source}: its keypoint_id2name is not a dictionary of names by number')
    return _texts([names[i] for i in range(len(names))], 'keypoint_id2name', source)


def told_categories(dataset_meta: Mapping[str, Any], source: str) -> tuple[str, ...]:
    """Names of the categories that a checkpoint is for; as :func:`told_keypoints`."""
    return _texts(dataset_meta.get('categories', ()), 'categories', source)


def _texts(values: Any, key: str, source: str) -> tuple[str, ...]:
    if not isinstance(values, list | tuple) or not all(isinstance(v, str) for v in values):
        raise ValueError(f'{source}: its {key} are not names')
    return tuple(values)


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
            image, left is right.
        categories: Names of the model's categories.

    Returns:
        (K,) bool.
    """
    info = sample.metainfo
    annotated = info['raw_ann_info']['visibility'][list(channel_keypoints(categories))] >= 0
    return annotated[list(info['flip_indices'])] if info.get('flip') else annotated
