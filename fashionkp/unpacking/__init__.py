"""The official downloads, unpacked into one folder."""

from fashionkp.unpacking.tidy import Part
from fashionkp.unpacking.unpack import Unpacked, unpack

__all__ = ['Part', 'Unpacked', 'unpack']
