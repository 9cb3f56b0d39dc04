"""Tables and predictions for Label Studio, and what is corrected there."""

from fashionkp.formats.label_studio.config import labelling_config
from fashionkp.formats.label_studio.reader import read_label_studio
from fashionkp.formats.label_studio.writer import LOCAL_FILES, write_label_studio

__all__ = ['LOCAL_FILES', 'labelling_config', 'read_label_studio', 'write_label_studio']
