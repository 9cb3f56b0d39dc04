"""What MMPose wants to know of a garment's key points, derived from the facts."""

from typing import Any

from fashionkp.categories import CATEGORIES, KEYPOINTS, SKELETON, category_by_name, mirror
from fashionkp.drawing import side_color

# Only OKS reads the sigmas and FashionAI is not scored by it; this is the mean of COCO's.
_SIGMA = 0.06


def pose_metainfo(category: str | None = None) -> dict[str, Any]:
    """Meta information for ``parse_pose_metainfo`` of MMPose.

    Args:
        category: Name of a category, or None for all 24 key points jointly.

    Returns:
        ``dataset_name``, ``keypoint_info`` (names, mirror images, colours), ``skeleton_info``,
        ``joint_weights`` and ``sigmas``, in the order of the model's output channels.
    """
    if category is None:
        keypoints, skeleton = KEYPOINTS, SKELETON
    else:
        garment = category_by_name(category)
        keypoints, skeleton = garment.keypoints, garment.skeleton
    return dict(
        dataset_name=f'fashionai_{category or "all"}',
        keypoint_info={
            i: dict(
                name=name,
                id=i,
                color=list(side_color(name)),
                type='upper' if _is_upper(name) else 'lower',
                swap='' if mirror(name) == name else mirror(name),
            )
            for i, name in enumerate(keypoints)
        },
        skeleton_info={
            i: dict(link=link, id=i, color=list(side_color(*link)))
            for i, link in enumerate(skeleton)
        },
        joint_weights=[1.0] * len(keypoints),
        sigmas=[_SIGMA] * len(keypoints),
    )


def _is_upper(keypoint: str) -> bool:
    """Whether a point lies on what is worn above the waist."""
    return keypoint in CATEGORIES['blouse'].keypoints or keypoint in CATEGORIES['outwear'].keypoints
