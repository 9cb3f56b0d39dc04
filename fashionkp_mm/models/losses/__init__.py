"""Losses that MMPose does not have."""

from fashionkp_mm.models.losses.garment_mse_loss import GarmentMSELoss

__all__ = ['GarmentMSELoss']
