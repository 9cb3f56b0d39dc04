"""Parts of configs: a category, averages, a schedule by time, and the pipelines of a codec."""

import math
from collections.abc import Sequence
from typing import Any

from fashionkp.categories import joint_keypoints
from fashionkp_mm.metainfo import chosen_categories, pose_metainfo


def for_category(
    category: str | Sequence[str] | None, count_key: str = 'out_channels'
) -> tuple[dict, dict, dict, dict]:
    """Return the settings that fit a recipe to one category, or to several jointly.

    Args:
        category: Name of a category, several names, or None for all.
        count_key: Key of the number of key points in the head's config: 'out_channels', or
            'num_joints' of MMPose's heads that regress coordinates.

    Returns:
        ``model``, ``train_dataloader``, ``val_dataloader`` and ``test_dataloader``.

    Raises:
        ValueError: If a category is unknown, or the list is empty.

    Example:
        >>> model, *_ = for_category('skirt')
        >>> model['head']['out_channels']
        4
    """
    categories = chosen_categories(category)
    model: dict[str, Any] = dict(
        type='GarmentPoseEstimator',
        categories=categories,
        head={count_key: len(joint_keypoints(categories))},
    )
    # all names, not None: a saved config must not change with custom garments declared later
    chosen = categories[0] if isinstance(category, str) else categories
    # MMPoseInferencer reads the training set's metainfo if there is no checkpoint
    train = dict(dataset=dict(category=chosen, metainfo=pose_metainfo(category)))
    val, test = (dict(dataset=dict(category=chosen)) for _ in ('val', 'test'))
    return model, train, val, test


def averaging(kind: str) -> dict:
    """Return the hook that averages the weights; the average is validated, saved and used.

    Args:
        kind: 'ema' for an exponential moving average over about the last tenth of the steps so
            far, 'swa' for the mean over the last quarter of the epochs.

    Returns:
        An entry of ``default_hooks``.

    Raises:
        ValueError: If the kind is unknown.
    """
    kinds = dict(
        ema=dict(
            type='EMAHook',
            ema_type='MomentumAnnealingEMA',
            gamma=10,  # step t has weight 10 / (10 + t), so that short trainings are averaged too
            update_buffers=True,
            priority='BELOW_NORMAL',  # after ChannelsLastHook, whose memory order it copies
        ),
        swa=dict(type='SWAHook'),
    )
    if kind not in kinds:
        raise ValueError(f'averaging {kind!r}: expected one of {", ".join(kinds)}')
    return dict(averaging=kinds[kind])


def timed_schedule(minutes: float) -> tuple[dict, list, dict]:
    """Return the settings of a training for a given time, whose length no epoch determines.

    Args:
        minutes: The time.

    Returns:
        ``train_cfg``, ``param_scheduler`` and entries of ``default_hooks``: a checkpoint after each
        of 15 validations, and an end if 5 of them in a row do not improve the NE by 0.05.
    """
    train_cfg = dict(_delete_=True, type='TimedTrainLoop', minutes=minutes)
    hooks = dict(
        logger=dict(log_metric_by_epoch=False),
        checkpoint=dict(type='ValidationCheckpointHook'),
        learning_rate=dict(type='TimedCosineHook'),
        table=dict(type='ValidationTableHook'),
        early_stopping=dict(
            type='EarlyStoppingHook',
            monitor='fashionai/NE',
            rule='less',
            min_delta=0.05,
            patience=5,
            check_finite=False,  # photos without a point that counts
        ),
    )
    return train_cfg, [], hooks


def pyramid_sigmas(sigma: float, levels: int = 4) -> list[float]:
    """Return the standard deviations of the targets of a pyramid, each a quarter of sigma wider.

    A coarse level has to find a point, not to locate it exactly. MMPose draws a target off its
    centre unless 3 sigma is a whole number of cells, so that the values are rounded accordingly.

    Args:
        sigma: Standard deviation of the finest level, in cells of the heatmap.
        levels: Number of levels.

    Returns:
        One value per level, finest first, in cells of the heatmap.

    Example:
        >>> pyramid_sigmas(4 / 3) == [4 / 3, 5 / 3, 6 / 3, 7 / 3]
        True
    """
    return [math.floor(3 * sigma * (1 + level / 4) + 0.5) / 3 for level in range(levels)]


def topdown_pipelines(
    codec: dict, *, augment: bool = True, balance: bool = False, sigmas: Sequence[float] = ()
) -> tuple[list, list]:
    """Return the pipelines for training and testing a top-down model on whole images.

    Args:
        codec: Config of the codec; ``input_size`` (w, h) is the size of the model's input.
        augment: Vary position, scale, rotation and colours in training, without moving a key point
            out of view. Images are always flipped.
        balance: Weight the key points so that every garment has the same weight, for losses that
            average over all channels.
        sigmas: Standard deviations of the targets of a pyramid's levels, finest first, in cells of
            the heatmap; if empty, there is one target, with the codec's sigma.

    Returns:
        The training pipeline and the testing pipeline.
    """
    box = [dict(type='WholeImageBox'), dict(type='GetBBoxCenterScale', padding=1.0)]
    # UDP codecs decode without bias only with the affine transform that they were made for
    udp = codec['type'] in ('UDPHeatmap', 'FastUDPHeatmap')
    affine = dict(type='FastAffine', input_size=codec['input_size'], use_udp=udp)
    pack = dict(type='FastPack')
    train = [
        dict(type='OpenImage'),
        *box,
        dict(type='FastFlip'),
        *(_augmentation() if augment else []),
        affine,
        _targets(codec, sigmas),
        *([dict(type='BalanceGarment')] if balance else []),
        pack,
    ]
    return train, [dict(type='LoadCompleteImage'), *box, affine, pack]


def _augmentation() -> list[dict[str, Any]]:
    return [
        dict(
            type='FastBBoxTransform',
            shift_factor=0.08,
            shift_prob=0.5,
            scale_factor=(0.8, 1.25),
            # the reference solution rotates by +-30 degrees with p 0.4
            rotate_factor=30.0,
            rotate_prob=0.4,
        ),
        dict(type='KeypointSafeRandomCrop'),
        dict(type='ColorJitter'),
    ]


def _targets(codec: dict, sigmas: Sequence[float]) -> dict[str, Any]:
    if not sigmas:
        return dict(type='GenerateTarget', encoder=codec)
    levels = [dict(codec, sigma=sigma) for sigma in sigmas]
    return dict(type='GenerateTarget', encoder=levels, multilevel=True)
