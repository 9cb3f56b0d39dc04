"""Synthetic garments with exact key points, to train and test on without real data."""

from fashionkp.synthetic.dataset import image_id, write_dataset
from fashionkp.synthetic.scene.render import Garment, draw_garment

__all__ = ['Garment', 'draw_garment', 'image_id', 'write_dataset']
