"""Models by name: what users may write wherever an exported model is expected."""

import difflib
from pathlib import Path

from fashionkp.model_zoo.cache import fetched_files
from fashionkp.model_zoo.catalogue import CATALOGUE, ModelEntry
from fashionkp.model_zoo.hugging_face import SCHEME, hub_file


def find_model(model: str | Path) -> str | Path:
    """Return the path of an exported model that is named in another way.

    Args:
        model: The name of a fetched model, an ``hf://`` URI, or anything else. A file of the same
            name as a model comes first.

    Returns:
        The path of the file; ``model`` itself if it is neither a name nor such a URI.

    Raises:
        OSError: If the model is not fetched, or cannot be downloaded from the Hub.
        ValueError: If the model cannot be used by name, or the URI is malformed.
    """
    name = str(model)
    if name.startswith(SCHEME):
        return hub_file(name)
    if name not in CATALOGUE or Path(name).is_file():
        return model
    entry = CATALOGUE[name]
    if entry.exported is None:
        raise ValueError(f'{name} is not an exported model: it is for {entry.use}')
    (path,) = find_files(name)
    return path


def find_files(name: str) -> list[Path]:
    """Return the files of a fetched model, in the order of its entry.

    Raises:
        FileNotFoundError: If some of them, or all, are not fetched.
        ValueError: If there is no such model.
    """
    entry = entry_by_name(name)
    files = fetched_files(entry)
    if len(files) < len(entry.files):
        raise FileNotFoundError(f'{name} is not fetched: run "fashionkp models fetch {name}"')
    return files


def entry_by_name(name: str) -> ModelEntry:
    """Return the entry of a model.

    Raises:
        ValueError: If there is none; the nearest names, or all, are in the message.
    """
    if name not in CATALOGUE:
        near = nearest_names(name)
        hint = f'did you mean {near}?' if near else f'expected one of {", ".join(CATALOGUE)}'
        raise ValueError(f'no model {name!r}: {hint}')
    return CATALOGUE[name]


def nearest_names(name: str) -> str:
    """Return the names of models that are similar to one that does not exist, separated by commas.

    Example:
        >>> nearest_names('deepfashion2_r50')
        'deepfashion2-r50'
    """
    return ', '.join(difflib.get_close_matches(name, CATALOGUE, n=3))
