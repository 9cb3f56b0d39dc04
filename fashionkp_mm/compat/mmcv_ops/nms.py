"""Non-maximum suppression with the calling conventions of ``mmcv._ext``."""

import torch
from torch import Tensor

NAIVE, LINEAR, GAUSSIAN = 0, 1, 2


def nms(boxes: Tensor, scores: Tensor, *, iou_threshold: float, offset: int) -> Tensor:
    """Remove each box that overlaps a kept box of a higher score.

    Args:
        boxes: (N, 4), x1 y1 x2 y2, pixels.
        scores: (N,).
        iou_threshold: Largest overlap with a kept box, as intersection over union.
        offset: 1 if x2 and y2 are the last pixels inside, 0 if they are the edges.

    Returns:
        Indices of the kept boxes, (M,), highest score first.
    """
    import torchvision

    corners = boxes.float() if boxes.dtype in (torch.half, torch.bfloat16) else boxes
    if offset:
        corners = corners + corners.new_tensor([0, 0, offset, offset])
    return torchvision.ops.nms(corners, scores.to(corners.dtype), iou_threshold)


def iou_with(box: Tensor, boxes: Tensor, offset: int) -> Tensor:
    """Return the intersection over union of one box with others.

    Args:
        box: (4,), x1 y1 x2 y2, pixels.
        boxes: (N, 4), x1 y1 x2 y2, pixels.
        offset: Added to each width and height.

    Returns:
        (N,), 0 to 1.
    """
    corner = torch.maximum(box[:2], boxes[:, :2])
    size = (torch.minimum(box[2:], boxes[:, 2:]) - corner + offset).clamp(min=0)
    inter = size.prod(dim=1)
    area = (box[2:] - box[:2] + offset).prod()
    areas = (boxes[:, 2:] - boxes[:, :2] + offset).prod(dim=1)
    return inter / (area + areas - inter)


def decay(iou: Tensor, *, iou_threshold: float, sigma: float, method: int) -> Tensor:
    """Return the factors on the scores of boxes that overlap a better one.

    Args:
        iou: Overlaps with the better box, (N,).
        iou_threshold: Overlap from which the naive and the linear method apply.
        sigma: Width of the Gaussian method.
        method: One of the three constants of this module.

    Returns:
        (N,), 0 to 1.

    Reference:
        Bodla et al. 2017, Soft-NMS, section 3, equations 1 to 3.
    """
    if method == GAUSSIAN:
        return torch.exp(-(iou**2) / sigma)
    weight = torch.zeros_like(iou) if method == NAIVE else 1 - iou
    return torch.where(iou >= iou_threshold, weight, torch.ones_like(iou))


def softnms(
    boxes: Tensor,
    scores: Tensor,
    dets: Tensor,
    *,
    iou_threshold: float,
    sigma: float,
    min_score: float,
    method: int,
    offset: int,
) -> Tensor:
    """Lower the scores of boxes that overlap a better one.

    Args:
        boxes: (N, 4), x1 y1 x2 y2, pixels.
        scores: (N,).
        dets: (N, 5); the kept boxes and their new scores are written into its first M rows.
        iou_threshold: Overlap from which the naive and the linear method apply.
        sigma: Width of the Gaussian method.
        min_score: Boxes with a lower score are removed.
        method: One of the three constants of this module.
        offset: 1 if x2 and y2 are the last pixels inside, 0 if they are the edges.

    Returns:
        Indices of the kept boxes, (M,), highest new score first.
    """
    scores = scores.clone()
    remaining = torch.arange(len(boxes))
    kept: list[Tensor] = []
    while len(remaining):
        best = remaining[scores[remaining].argmax()]
        dets[len(kept), :4] = boxes[best]
        dets[len(kept), 4] = scores[best]
        kept.append(best)
        remaining = remaining[remaining != best]
        iou = iou_with(boxes[best], boxes[remaining], offset)
        scores[remaining] *= decay(iou, iou_threshold=iou_threshold, sigma=sigma, method=method)
        remaining = remaining[scores[remaining] >= min_score]
    return torch.stack(kept) if kept else remaining
