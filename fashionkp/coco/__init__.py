"""FashionAI tables as COCO key point JSON, and back."""

from fashionkp.coco.reader import read_coco
from fashionkp.coco.writer import coco_annotations, coco_categories, coco_images, write_coco

__all__ = ['coco_annotations', 'coco_categories', 'coco_images', 'read_coco', 'write_coco']
