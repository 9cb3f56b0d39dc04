"""Suppression of overlapping boxes with the calling conventions of ``mmcv._ext``."""

import torch
from torch import Tensor

NAIVE, LINEAR, GAUSSIAN = 0, 1, 2


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float, offset: int) -> Tensor:
    """Greedy suppression of boxes that overlap a better one.

    Args:
        boxes: (N, 4), x1 y1 x2 y2, pixels.
        scores: (N,).
        iou_threshold: A box goes when it overlaps a kept one by more than this.
        offset: 1 where x2 and y2 name the last pixel inside, 0 where they name the edge.

    Returns:
        Indices of the kept boxes, (M,), best first.
    """
    import torchvision

    corners = boxes.float() if boxes.dtype in (torch.half, torch.bfloat16) else boxes
    if offset:
        corners = corners + corners.new_tensor([0, 0, offset, offset])
    return torchvision.ops.nms(corners, scores.to(corners.dtype), iou_threshold)


def iou_with(box: Tensor, boxes: Tensor, offset: int) -> Tensor:
    """Overlap of one box with others, as a fraction of their union.

    Args:
        box: (4,), x1 y1 x2 y2, pixels.
        boxes: (N, 4), likewise.
        offset: Added to every width and height.

    Returns:
        (N,), 0 to 1.
    """
    corner = torch.maximum(box[:2], boxes[:, :2])
    size = (torch.minimum(box[2:], boxes[:, 2:]) - corner + offset).clamp(min=0)
    inter = size.prod(dim=1)
    area = (box[2:] - box[:2] + offset).prod()
    areas = (boxes[:, 2:] - boxes[:, :2] + offset).prod(dim=1)
    return inter / (area + areas - inter)


def decay(iou: Tensor, iou_threshold: float, sigma: float, method: int) -> Tensor:
    """Factors by which boxes lose score for overlapping a better one.

    Args:
        iou: Overlaps with the better box, (N,).
        iou_threshold: Where the naive and the linear method begin.
        sigma: Width of the gaussian method.
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
    iou_threshold: float,
    sigma: float,
    min_score: float,
    method: int,
    offset: int,
) -> Tensor:
    """Suppression that lowers the scores of overlapping boxes instead of dropping them.

    Args:
        boxes: (N, 4), x1 y1 x2 y2, pixels.
        scores: (N,).
        dets: (N, 5), receives the kept boxes with their new scores in its first M rows.
        iou_threshold: Where the naive and the linear method begin.
        sigma: Width of the gaussian method.
        min_score: A box that falls below it is dropped.
        method: 0 naive, 1 linear, 2 gaussian.
        offset: 1 where x2 and y2 name the last pixel inside, 0 where they name the edge.

    Returns:
        Indices of the kept boxes, (M,), in the order in which they were picked.
    """
    scores = scores.clone()
    left = torch.arange(len(boxes))
    picked: list[Tensor] = []
    while len(left):
        best = left[scores[left].argmax()]
        dets[len(picked), :4] = boxes[best]
        dets[len(picked), 4] = scores[best]
        picked.append(best)
        left = left[left != best]
        iou = iou_with(boxes[best], boxes[left], offset)
        scores[left] *= decay(iou, iou_threshold, sigma, method)
        left = left[scores[left] >= min_score]
    return torch.stack(picked) if picked else left
