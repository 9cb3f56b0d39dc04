"""Attributes of garments from their key points: lengths of sleeves, skirts and trousers, fit."""

from fashionkp.attributes.definitions import ATTRIBUTES, CLASSES, Definition
from fashionkp.attributes.recognition import Attribute, recognize_attributes

__all__ = ['ATTRIBUTES', 'CLASSES', 'Attribute', 'Definition', 'recognize_attributes']
