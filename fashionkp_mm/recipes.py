"""What configs share: pipelines for a codec, and fitting a recipe to one garment category."""

import math
from collections.abc import Sequence
from typing import Any

from fashionkp.categories import joint_keypoints
from fashionkp_mm.metainfo import chosen_categories, pose_metainfo


def for_category(
    category: str | Sequence[str] | None, points: str = 'out_channels'
) -> tuple[dict, dict, dict, dict]:
    """Fit a category-free recipe to one category, or to several with all their points jointly.

    Args:
        category: Name of a category, names of several, or None for all.
        points: What the recipe's head calls the number of its points: 'out_channels', or
            'num_joints' where MMPose's head regresses coordinates.

    Returns:
        What a leaf config adds to its recipe: ``model``, ``train_dataloader``, ``val_dataloader``
        and ``test_dataloader``.

    Example:
        >>> model, *_ = for_category('skirt')
        >>> model['head']['out_channels']
        4
    """
    categories = chosen_categories(category)
    model: dict[str, Any] = dict(
        type='GarmentPoseEstimator',
        categories=categories,
        head={points: len(joint_keypoints(categories))},
    )
    # named one by one: what is saved must not change with the garments that are declared later
    chosen = categories[0] if isinstance(category, str) else categories
    # MMPoseInferencer reads the training set's metainfo where there is no checkpoint.
    train = dict(dataset=dict(category=chosen, metainfo=pose_metainfo(category)))
    evaluate = [dict(dataset=dict(category=chosen)) for _ in ('val', 'test')]
    return model, train, evaluate[0], evaluate[1]


def averaging(kind: str) -> dict:
    """Average the weights of a training: the average is validated, saved and used.

    Args:
        kind: 'ema' for the exponential moving average over about the last tenth of the steps so
            far, 'swa' for the mean over the last quarter of the epochs.

    Returns:
        What a config adds to ``default_hooks``.

    Raises:
        ValueError: Another kind.
    """
    kinds = dict(
        ema=dict(
            type='EMAHook',
            ema_type='MomentumAnnealingEMA',
            gamma=10,  # step t weighs 10 / (10 + t): as short as the training is
            update_buffers=True,
            priority='BELOW_NORMAL',  # its copy of the model shall have ChannelsLastHook's order
        ),
        swa=dict(type='SWAHook'),
    )
    if kind not in kinds:
        raise ValueError(f'averaging {kind!r}: expected one of {", ".join(kinds)}')
    return dict(averaging=kinds[kind])


def pyramid_sigmas(sigma: float, levels: int = 4) -> list[float]:
    """Standard deviations of the targets of GlobalNet's levels: each wider by a quarter.

    A coarse level has to find a point, not to place it. MMPose draws a target off its centre unless
    3 sigma is a whole number of cells, so that they are rounded to such.

    Args:
        sigma: That of the finest level, in cells of the heatmap.
        levels: Number of levels.

    Returns:
        One a level, finest first.

    Example:
        >>> pyramid_sigmas(4 / 3) == [4 / 3, 5 / 3, 6 / 3, 7 / 3]
        True
    """
    return [math.floor(3 * sigma * (1 + level / 4) + 0.5) / 3 for level in range(levels)]


def topdown_pipelines(
    codec: dict, augment: bool = True, balance: bool = False, sigmas: Sequence[float] = ()
) -> tuple[list, list]:
    """Pipelines for training and for testing a top-down model on whole images.

    Args:
        codec: Config of the codec; its ``input_size`` (w, h) is what the model sees.
        augment: Whether training varies place, size, rotation and colours, without losing a point
            from view; it always flips.
        balance: Whether the weights of a garment's points make it weigh the same as any other, for
            losses that average over all channels.
        sigmas: Standard deviation of the targets of each level of a pyramid, finest first, in
            cells of the heatmap; without any there is one target, the codec's.

    Returns:
        The training pipeline and the testing pipeline.
    """
    box = [dict(type='WholeImageBox'), dict(type='GetBBoxCenterScale', padding=1.0)]
    flip = dict(type='FastFlip')
    # rotation of +-30 degrees with p 0.4 is the reference solution's
    vary = dict(
        type='FastBBoxTransform',
        shift_factor=0.08,
        shift_prob=0.5,
        scale_factor=(0.8, 1.25),
        rotate_factor=30.0,
        rotate_prob=0.4,
    )
    keep = dict(type='KeypointSafeRandomCrop')
    colors = dict(type='ColorJitter')
    # a codec is without bias only under the affine map that it was made for
    udp = codec['type'] in ('UDPHeatmap', 'FastUDPHeatmap')
    warp = dict(type='FastAffine', input_size=codec['input_size'], use_udp=udp)
    targets: list[dict[str, Any]] = [dict(type='GenerateTarget', encoder=codec)]
    if sigmas:
        levels = [dict(codec, sigma=sigma) for sigma in sigmas]
        targets = [dict(type='GenerateTarget', encoder=levels, multilevel=True)]
    if balance:
        targets.append(dict(type='BalanceGarment'))
    pack = dict(type='FastPack')
    steps = [flip, vary, keep, colors, warp] if augment else [flip, warp]
    train = [dict(type='OpenImage'), *box, *steps, *targets, pack]
    return train, [dict(type='LoadCompleteImage'), *box, warp, pack]
