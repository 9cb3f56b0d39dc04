"""Tests of the number of key points of each garment in a batch."""

from mmpose.structures import PoseDataSample

from fashionkp_mm.models.heads.keypoint_counts import keypoint_counts


def test_samples_of_other_datasets_have_the_default():
    rows = [dict(raw_ann_info=dict(num_points=4)), dict(raw_ann_info=dict(id=3)), {}]
    samples = [PoseDataSample(metainfo=row) for row in rows]
    assert keypoint_counts(samples, default=24).tolist() == [4, 24, 24]
