"""Labelling photos by hand: photos, predicted points, the file of labels and its checks."""

from fashionkp.labelling.drafts import Drafts
from fashionkp.labelling.garments import LabelledGarment
from fashionkp.labelling.label_file import Conflict, LabelFile
from fashionkp.labelling.session import LabelSession
from fashionkp.labelling.source import LabelSource, find_source

__all__ = [
    'Conflict',
    'Drafts',
    'LabelFile',
    'LabelSession',
    'LabelSource',
    'LabelledGarment',
    'find_source',
]
