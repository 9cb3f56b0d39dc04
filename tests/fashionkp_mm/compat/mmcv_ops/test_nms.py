"""Tests of non-maximum suppression against the definition."""

import importlib

import numpy as np
import pytest
import torch
from mmcv.ops import batched_nms, nms, soft_nms

from fashionkp_mm.compat.mmcv_ops import extension


def boxes_and_scores(count=60, seed=0):
    """Return overlapping boxes, (N, 4), and distinct scores, (N,), in float32."""
    rng = np.random.default_rng(seed)
    clusters = np.array([[0, 0, 20, 16], [8, 6, 30, 30], [25, 25, 45, 40], [4, 20, 16, 44]])
    boxes = clusters[rng.integers(len(clusters), size=count)] + rng.normal(size=(count, 4))
    return boxes.astype(np.float32), rng.permutation(count).astype(np.float32) / count + 0.005


def iou(a, b, offset):
    """Return the intersection over union of two boxes."""
    w = max(0, min(a[2], b[2]) - max(a[0], b[0]) + offset)
    h = max(0, min(a[3], b[3]) - max(a[1], b[1]) + offset)
    sizes = [(box[2] - box[0] + offset) * (box[3] - box[1] + offset) for box in (a, b)]
    return w * h / (sum(sizes) - w * h)


def naive_nms(boxes, scores, threshold, offset):
    """Return the indices of the boxes that overlap no kept box of a higher score."""
    kept = []
    for index in np.argsort(-scores):
        if all(iou(boxes[index], boxes[other], offset) <= threshold for other in kept):
            kept.append(int(index))
    return kept


def naive_soft_nms(boxes, scores, *, threshold, sigma, min_score, method, offset):
    """Return (index, score) of the kept boxes by the loop of figure 2 in the Soft-NMS paper."""
    remaining, score, kept = list(range(len(boxes))), list(map(float, scores)), []
    while remaining:
        best = max(remaining, key=lambda index: score[index])
        kept.append((best, score[best]))
        remaining.remove(best)
        for index in remaining:
            overlap = iou(boxes[best], boxes[index], offset)
            if method == 'gaussian':
                score[index] *= np.exp(-(overlap**2) / sigma)
            elif overlap >= threshold:
                score[index] *= 1 - overlap if method == 'linear' else 0
        remaining = [index for index in remaining if score[index] >= min_score]
    return kept


@pytest.mark.parametrize('offset', [0, 1])
@pytest.mark.parametrize('threshold', [0.2, 0.5, 0.8])
def test_nms_keeps_what_the_definition_keeps(threshold, offset):
    boxes, scores = boxes_and_scores()
    dets, kept = nms(boxes, scores, threshold, offset=offset)
    expected = naive_nms(boxes, scores, threshold, offset)
    assert 0 < len(expected) < len(boxes)
    assert kept.tolist() == expected
    np.testing.assert_array_equal(dets, np.column_stack([boxes, scores])[expected])


def test_offset_is_added_to_widths_and_heights():
    # As pixels 0..9 and 5..14 they share 5 of 15 columns; as edges they share 4 of 14.
    boxes = torch.tensor([[0.0, 0, 9, 9], [5, 0, 14, 9]])
    scores = torch.tensor([0.9, 0.8])
    assert len(nms(boxes, scores, 0.3, offset=0)[1]) == 2
    assert len(nms(boxes, scores, 0.3, offset=1)[1]) == 1


def test_score_threshold_and_max_num():
    boxes, scores = boxes_and_scores()
    kept = nms(
        torch.from_numpy(boxes),
        torch.from_numpy(scores),
        iou_threshold=0.5,
        score_threshold=0.4,
        max_num=3,
    )[1]
    good = np.flatnonzero(scores > 0.4)
    expected = good[naive_nms(boxes[good], scores[good], 0.5, 0)][:3]
    assert kept.tolist() == expected.tolist()


@pytest.mark.parametrize('dtype', [torch.half, torch.bfloat16, torch.float64])
def test_nms_accepts_any_precision(dtype):
    boxes = torch.tensor([[0, 0, 8, 8], [0, 0, 8, 7], [20, 20, 28, 28]], dtype=dtype)
    scores = torch.tensor([0.5, 0.75, 0.25], dtype=dtype)
    assert nms(boxes, scores, 0.5)[1].tolist() == [1, 2]


def test_nms_without_boxes():
    dets, kept = nms(torch.zeros(0, 4), torch.zeros(0), 0.5)
    assert dets.shape == (0, 5)
    assert kept.shape == (0,)


@pytest.mark.parametrize('split_thr', [10000, 10])
def test_batched_nms_compares_boxes_of_one_class(split_thr):
    boxes, scores = boxes_and_scores()
    classes = np.arange(len(boxes)) % 3
    dets, kept = batched_nms(
        torch.from_numpy(boxes),
        torch.from_numpy(scores),
        torch.from_numpy(classes),
        dict(type='nms', iou_threshold=0.4, split_thr=split_thr, max_num=25),
    )
    expected = []
    for name in range(3):
        members = np.flatnonzero(classes == name)
        expected += members[naive_nms(boxes[members], scores[members], 0.4, 0)].tolist()
    best = sorted(expected, key=lambda index: -scores[index])[:25]
    assert kept.tolist() == best
    np.testing.assert_array_equal(dets[:, 4], scores[best])


def test_class_agnostic_nms_compares_all_boxes():
    boxes, scores = map(torch.from_numpy, boxes_and_scores())
    classes = torch.arange(len(boxes)) % 3
    options = dict(type='nms', iou_threshold=0.4, class_agnostic=True)
    kept = batched_nms(boxes, scores, classes, options)[1]
    assert kept.tolist() == naive_nms(boxes.numpy(), scores.numpy(), 0.4, 0)


@pytest.mark.parametrize('offset', [0, 1])
@pytest.mark.parametrize('method', ['naive', 'linear', 'gaussian'])
def test_soft_nms_follows_the_paper(method, offset):
    boxes, scores = boxes_and_scores()
    options = dict(sigma=0.5, min_score=0.05, method=method, offset=offset)
    dets, kept = soft_nms(boxes, scores, iou_threshold=0.3, **options)
    expected = naive_soft_nms(boxes, scores, threshold=0.3, **options)
    assert 0 < len(expected) < len(boxes)
    assert kept.tolist() == [index for index, _ in expected]
    np.testing.assert_allclose(dets[:, 4], [score for _, score in expected], rtol=1e-5)
    np.testing.assert_array_equal(dets[:, :4], boxes[kept])


def test_soft_nms_does_not_change_its_input():
    boxes, scores = map(torch.from_numpy, boxes_and_scores())
    before = scores.clone()
    soft_nms(boxes, scores)
    assert torch.equal(scores, before)


@pytest.mark.skipif(not extension.is_compiled(), reason='mmcv has no compiled operators')
@pytest.mark.parametrize('method', [0, 1, 2])
def test_soft_nms_equals_the_compiled_operator(method):
    compiled = importlib.import_module(extension.NAME)
    boxes, scores = map(torch.from_numpy, boxes_and_scores())
    results = []
    for module in (compiled, extension.StandIn()):
        dets = boxes.new_zeros(len(boxes), 5)
        kept = module.softnms(
            boxes,
            scores,
            dets,
            iou_threshold=0.3,
            sigma=0.5,
            min_score=0.05,
            method=method,
            offset=0,
        )
        results.append((kept, dets[: len(kept)]))
    torch.testing.assert_close(results[1], results[0])
