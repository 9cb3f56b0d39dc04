"""The number of points that each garment of a batch has."""

from mmpose.structures import PoseDataSample

from fashionkp_mm.models.heads.garment_sizes import garment_sizes


def test_a_sample_tells_its_number_and_others_get_the_default():
    rows = [dict(raw_ann_info=dict(num_points=4)), dict(raw_ann_info=dict(id=3)), {}]
    samples = [PoseDataSample(metainfo=row) for row in rows]
    assert garment_sizes(samples, default=24).tolist() == [4, 24, 24]
