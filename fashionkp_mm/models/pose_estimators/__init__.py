"""Estimators that MMPose lacks."""

from fashionkp_mm.models.pose_estimators.garment_pose_estimator import GarmentPoseEstimator

__all__ = ['GarmentPoseEstimator']
