"""Losses that MMPose lacks."""

from fashionkp_mm.models.losses.garment_mse_loss import GarmentMSELoss

__all__ = ['GarmentMSELoss']
