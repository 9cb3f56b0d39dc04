"""Tests of the evaluation of pycocotools with the arguments of xtcocotools."""

import math

import numpy as np
import pytest
from pycocotools.coco import COCO

from fashionkp_mm.compat.cocoeval import COCOeval

AREA, SIGMA = 10000.0, 0.05


def truth_and_prediction(shift):
    """Return an object with two key points, and its prediction, moved by ``shift`` pixels."""
    annotation = dict(
        id=1, image_id=1, category_id=1, bbox=[0, 0, 100, 100], area=AREA, iscrowd=0,
        num_keypoints=2, keypoints=[10, 20, 2, 70, 80, 2],
    )  # fmt: skip
    truth = COCO()
    truth.dataset = dict(images=[dict(id=1)], categories=[dict(id=1)], annotations=[annotation])
    truth.createIndex()
    moved = [10 + shift, 20, 1, 70 + shift, 80, 1]
    return truth, truth.loadRes([dict(image_id=1, category_id=1, keypoints=moved, score=0.9)])


def test_average_precision_counts_the_thresholds_below_the_similarity():
    # exp(-d**2 / (2 * area * (2 * sigma)**2)) = 0.72 passes 0.5, 0.55, ..., 0.7: five of ten.
    shift = math.sqrt(-math.log(0.72) * 2 * AREA * (2 * SIGMA) ** 2)
    evaluation = COCOeval(*truth_and_prediction(shift), sigmas=np.array([SIGMA, SIGMA]))
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    assert evaluation.stats[0] == pytest.approx(0.5)


def test_arguments_that_need_xtcocotools_are_refused():
    with pytest.raises(NotImplementedError, match=r"'keypoints_crowd'.*xtcocotools"):
        COCOeval(None, None, 'keypoints_crowd')
