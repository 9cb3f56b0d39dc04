"""Tables and predictions for CVAT, and what is corrected there."""

from fashionkp.formats.cvat.labels import cvat_labels
from fashionkp.formats.cvat.reader import read_cvat
from fashionkp.formats.cvat.writer import write_cvat

__all__ = ['cvat_labels', 'read_cvat', 'write_cvat']
