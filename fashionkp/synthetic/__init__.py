"""Draws garments with exact key points: images to train and test on without any real data."""

from fashionkp.synthetic.dataset import image_id, write_dataset
from fashionkp.synthetic.scene.render import Garment, draw_garment

__all__ = ['Garment', 'draw_garment', 'image_id', 'write_dataset']
