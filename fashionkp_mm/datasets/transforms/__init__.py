"""Pipeline steps that MMPose lacks."""

from fashionkp_mm.datasets.transforms.loading import LoadCompleteImage, WholeImageBox

__all__ = ['LoadCompleteImage', 'WholeImageBox']
