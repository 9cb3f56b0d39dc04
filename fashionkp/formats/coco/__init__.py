"""FashionAI tables as COCO key point JSON, and back."""

from fashionkp.formats.coco.reader import read_coco
from fashionkp.formats.coco.writer import coco_annotations, coco_categories, coco_images, write_coco

__all__ = ['coco_annotations', 'coco_categories', 'coco_images', 'read_coco', 'write_coco']
