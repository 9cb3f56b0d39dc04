"""Which photos to label first: those a model is least sure of, and those unlike the labelled."""

import numpy as np


def photo_order(
    sureness: np.ndarray, poses: np.ndarray | None = None, labelled: np.ndarray | None = None
) -> np.ndarray:
    """Order photos by how much their labels are expected to teach.

    Without poses, the least sure photo is first. With poses, each next photo is the one with the
    largest product of 1 - sureness and the distance from the most similar photo that is labelled
    or earlier in the order: greedy k-centre selection, weighted by uncertainty.

    Args:
        sureness: How sure a model is of each photo, (N,), 0 to 1.
        poses: :func:`pose_features` of the photos, (N, D).
        labelled: The same of the labelled photos, (M, D).

    Returns:
        The indices 0 to N - 1, (N,). Among equals, the less sure photo is first, then that with
        the lower index.

    Reference:
        Sener and Savarese 2018, arXiv 1708.00489, algorithm 1 (k-centre greedy).

    Example:
        >>> photo_order(np.array([0.2, 0.3, 0.9])).tolist()
        [0, 1, 2]
        >>> photo_order(np.array([0.2, 0.3, 0.9]), np.array([[0.0], [0.1], [2.0]])).tolist()
        [0, 2, 1]
    """
    by_sureness = np.argsort(sureness, kind='stable')
    if poses is None:
        return by_sureness
    unsureness, poses = 1 - sureness[by_sureness], poses[by_sureness]
    distances = _distances(poses, poses[:0] if labelled is None else labelled)
    order, left = [], np.ones(len(poses), bool)
    for _ in range(len(poses)):
        index = int(np.where(left, unsureness * distances, -1).argmax())
        order.append(index)
        left[index] = False
        distances = np.minimum(distances, _distances(poses, poses[index : index + 1]))
    return by_sureness[order]


def pose_features(keypoints: np.ndarray, present: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Describe garments by which points they have, and where in the image.

    Args:
        keypoints: (N, K, 2), pixels of the image.
        present: Whether the garment has each point, (N, K) bool.
        sizes: Width and height of the images, (N, 2), pixels.

    Returns:
        (N, 3 K): for each point 1 and its position, -0.5 to 0.5 across the image, if it is
        present, otherwise zeros.
    """
    positions = np.clip(keypoints / sizes[:, None], 0, 1) - 0.5
    features = np.concatenate([np.ones_like(positions[..., :1]), positions], -1)
    features = np.where(present[..., None], features, 0)
    return features.reshape(len(features), 3 * features.shape[1])


def _distances(poses: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the distance of each pose from the nearest of the others, (N,), finite if none."""
    nearest = np.full(len(poses), np.finfo(float).max)
    for other in others:
        np.minimum(nearest, np.linalg.norm(poses - other, axis=1), out=nearest)
    return nearest
