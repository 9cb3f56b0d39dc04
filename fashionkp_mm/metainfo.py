"""MMPose's dataset metainfo for garments, derived from the core's categories."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fashionkp.categories import CATEGORIES, category_by_name, joint_keypoints, joint_skeleton
from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror
from fashionkp.visualization.keypoints import side_color
from fashionkp_mm.compat.metainfo_files import METAINFO_FOLDER, installed_metainfo

# Read by OKS only, which FashionAI does not use; the mean of COCO's sigmas.
_SIGMA = 0.06


def chosen_categories(category: str | Sequence[str] | None) -> list[str]:
    """Return the names of the categories of a model or data set.

    Args:
        category: Name of a category, several names, or None for all.

    Raises:
        ValueError: If a category is unknown, or the list is empty.
    """
    if category is None:
        return list(CATEGORIES)
    names = [category] if isinstance(category, str) else list(category)
    if not names:
        raise ValueError('category = []: expected at least one')
    return [category_by_name(name).name for name in names]


def pose_metainfo(category: str | Sequence[str] | None = None) -> dict[str, Any]:
    """Return the metainfo that MMPose's ``parse_pose_metainfo`` reads.

    Args:
        category: Name of a category, several names, or None for all; several together have every
            key point of at least one of them.

    Returns:
        ``dataset_name``, ``keypoint_info`` (names, mirrored key points, colours),
        ``skeleton_info``, ``joint_weights`` and ``sigmas``, in the order of the model's channels.

    Raises:
        ValueError: If a category is unknown, or the list is empty.
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


def find_metainfo_file(metainfo: Mapping[str, Any]) -> dict[str, Any]:
    """Return metainfo with the path of its ``from_file``, which may be a file of this package.

    Args:
        metainfo: Metainfo, or ``dict(from_file='configs/_base_/datasets/fashionai.py')``. A file
            below the working directory comes before one of the installed packages.
    """
    file = metainfo.get('from_file')
    if file is None or Path(file).is_file():
        return dict(metainfo)
    return dict(metainfo, from_file=installed_metainfo(f'{METAINFO_FOLDER}{Path(file).name}'))


def in_index_order(metainfo: Mapping[str, Any]) -> dict[str, Any]:
    """Return metainfo whose key points are in the order of their indices.

    MMPose's ``parse_pose_metainfo`` relies on it for ``flip_indices``. MMEngine breaks it when it
    writes a config to a work directory or a checkpoint: 0, 1, 10, 11, 2.
    """
    ordered = dict(metainfo)
    for key in ('keypoint_info', 'skeleton_info'):
        if key in ordered:
            ordered[key] = dict(sorted(ordered[key].items()))
    return ordered


def _body_part(keypoint: str) -> str:
    """Return 'upper' for points of garments worn above the waist, else 'lower'.

    Points of custom garments alone are 'neither', which MMPose's ``RandomHalfBody`` ignores.
    """
    if keypoint not in OFFICIAL_KEYPOINTS:
        return 'neither'
    tops = joint_keypoints(['blouse', 'outwear'])
    return 'upper' if keypoint in tops else 'lower'
