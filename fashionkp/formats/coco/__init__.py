"""FashionAI tables as COCO key point JSON, and back."""

from fashionkp.formats.coco.reader import read_coco, read_coco_garments
from fashionkp.formats.coco.writer import coco_annotations, coco_categories, coco_images, write_coco

__all__ = [
    'coco_annotations',
    'coco_categories',
    'coco_images',
    'read_coco',
    'read_coco_garments',
    'write_coco',
]
