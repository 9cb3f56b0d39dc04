"""Annotations of DeepFashion2 in terms of FashionAI."""

from fashionkp.formats.deepfashion2.landmarks import GARMENTS, Garment
from fashionkp.formats.deepfashion2.reader import read_deepfashion2

__all__ = ['GARMENTS', 'Garment', 'read_deepfashion2']
