"""The truth beside a prediction."""

import numpy as np

from fashionkp.categories import CATEGORY_IDS
from fashionkp.score import score_arrays
from fashionkp.visualization.contact_sheet import tile
from fashionkp.visualization.keypoints import with_keypoints


def truth_and_prediction(
    image: np.ndarray,
    category: str,
    *,
    target: np.ndarray,
    visibility: np.ndarray,
    predicted: np.ndarray,
    size: tuple[int, int],
) -> list[np.ndarray]:
    """Return tiles of a garment's annotated and its predicted key points.

    Both show the points that are annotated. The second caption has the NE of the garment.

    Args:
        image: (H, W, 3) uint8, BGR.
        category: Name of the garment's category.
        target: True points, (24, 2), pixels of ``image``.
        visibility: (24,), 1 visible, 0 occluded, -1 absent.
        predicted: Predicted points in the same frame, (24, 2).
        size: Width and height of a tile with its caption, pixels.

    Returns:
        Two images, (size[1], size[0], 3) uint8, BGR.
    """
    category_id = np.array([CATEGORY_IDS[category]])
    score = score_arrays(predicted[None], target[None], visibility[None], category_id)
    text = f'NE {score.ne:.1f}' if score.points else 'no point counts'
    views = {f'{category}: truth': target, f'predicted, {text}': predicted}
    return [
        tile(with_keypoints(image, category, keypoints, visibility >= 0), size, caption)
        for caption, keypoints in views.items()
    ]
