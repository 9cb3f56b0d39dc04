"""What MMPose wants to know of a garment's key points, derived from the facts."""

from collections.abc import Sequence
from typing import Any

from fashionkp.categories import CATEGORIES, category_by_name, joint_keypoints, joint_skeleton
from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror
from fashionkp.visualization.keypoints import side_color

# Only OKS reads the sigmas and FashionAI is not scored by it; this is the mean of COCO's.
_SIGMA = 0.06


def chosen_categories(category: str | Sequence[str] | None) -> list[str]:
    """Names of the categories that a model or data set is for.

    Args:
        category: Name of a category, names of several, or None for all.

    Raises:
        ValueError: Unknown category, or an empty list.
    """
    if category is None:
        return list(CATEGORIES)
    names = [category] if isinstance(category, str) else list(category)
    if not names:
        raise ValueError('category = []: expected at least one')
    return [category_by_name(name).name for name in names]


def pose_metainfo(category: str | Sequence[str] | None = None) -> dict[str, Any]:
    """Meta information for ``parse_pose_metainfo`` of MMPose.

    Args:
        category: Name of a category, names of several, or None for all: jointly, with all points
            that any of them has.

    Returns:
        ``dataset_name``, ``keypoint_info`` (names, mirror images, colours), ``skeleton_info``,
        ``joint_weights`` and ``sigmas``, in the order of the model's output channels.
    """
    names = chosen_categories(category)
    keypoints = joint_keypoints(names)
    return dict(
        dataset_name=f'fashionai_{"_".join(names) if len(names) < len(CATEGORIES) else "all"}',
        keypoint_info={
            i: dict(
                name=name,
                id=i,
                color=list(side_color(name)),
                type=_body_part(name),
                swap='' if mirror(name) == name else mirror(name),
            )
            for i, name in enumerate(keypoints)
        },
        skeleton_info={
            i: dict(link=link, id=i, color=list(side_color(*link)))
            for i, link in enumerate(joint_skeleton(names))
        },
        joint_weights=[1.0] * len(keypoints),
        sigmas=[_SIGMA] * len(keypoints),
    )


def _body_part(keypoint: str) -> str:
    """'upper' for points on what is worn above the waist, 'lower' for FashionAI's other ones.

    Of a declared point nobody knows; MMPose's ``RandomHalfBody`` leaves 'neither' out of both.
    """
    if keypoint not in OFFICIAL_KEYPOINTS:
        return 'neither'
    tops = joint_keypoints(['blouse', 'outwear'])
    return 'upper' if keypoint in tops else 'lower'
