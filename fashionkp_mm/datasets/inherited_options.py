"""Checks of the options of :class:`FashionAIDataset`, those of MMPose's datasets among them."""

from collections.abc import Mapping, Sequence
from typing import Any

from fashionkp_mm.channels import channel_keypoints


def check_choice(name: str, value: object, choices: tuple) -> None:
    """Raise ValueError if an option is not one of its choices."""
    if value not in choices:
        raise ValueError(f'{name}={value!r}: expected one of {", ".join(map(repr, choices))}')


def check_inherited(options: Mapping[str, Any]) -> None:
    """Raise if an option of MMPose's datasets is invalid, or has no meaning for rows of a table.

    Args:
        options: Arguments of :class:`mmpose.datasets.datasets.BaseCocoStyleDataset` by name.

    Raises:
        ValueError: If one is; the message names it.
    """
    check_choice('data_mode', options.get('data_mode', 'topdown'), ('topdown',))
    interval = options.get('sample_interval', 1)
    if type(interval) is not int or interval < 1:
        raise ValueError(f'sample_interval={interval!r}: expected a whole number from 1')
    unknown = [name for name in options.get('filter_cfg') or () if name != 'bbox_score_thr']
    if unknown:
        raise ValueError(f'filter_cfg: {unknown[0]!r} is unknown: expected bbox_score_thr')


def check_keypoints(metainfo: Mapping[str, Any], categories: Sequence[str]) -> None:
    """Raise if metainfo has another number of key points than the categories.

    Args:
        metainfo: Metainfo as parsed by MMPose.
        categories: Names of the categories.

    Raises:
        ValueError: If it has.
    """
    expected, count = len(channel_keypoints(categories)), metainfo['num_keypoints']
    if count != expected:
        raise ValueError(
            f'metainfo of {metainfo["dataset_name"]} has {count} key points, and '
            f'{", ".join(categories)} {expected}'
        )
