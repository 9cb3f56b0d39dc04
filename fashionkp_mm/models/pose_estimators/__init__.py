"""Pose estimators that MMPose does not have."""

from fashionkp_mm.models.pose_estimators.garment_pose_estimator import GarmentPoseEstimator

__all__ = ['GarmentPoseEstimator']
