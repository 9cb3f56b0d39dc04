"""The model that predicts if none is named."""

import logging
from pathlib import Path

from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.model_zoo.catalogue import STARTER
from fashionkp.model_zoo.names import find_files

_LOGGER = logging.getLogger('fashionkp')


def default_model() -> Path:
    """Return the path of the starter model, and log which model this is and how accurate.

    The line is a warning of the logger ``fashionkp``, which goes to standard error unless logging
    is set up otherwise.

    Raises:
        FileNotFoundError: If the file is missing.
        ValueError: If it is damaged.
    """
    (path,) = find_files(STARTER)  # even if there is a file of this name
    card = ModelCard.from_metadata(read_model_file(path).metadata, str(path))
    _LOGGER.warning(
        f'no model named: using "{STARTER}", trained on drawn garments alone: {card.accuracy()}'
    )
    return path
