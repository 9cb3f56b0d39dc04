"""Models by name: what users may write wherever an exported model is expected."""

import difflib
from pathlib import Path

from fashionkp.model_zoo.cache import fetched_files, has_checksum, model_folder
from fashionkp.model_zoo.catalogue import CATALOGUE, ModelEntry
from fashionkp.model_zoo.hugging_face import SCHEME, hub_file

_REINSTALL = 'install fashionkp-mm again, or run "make starter" in a checkout'


def find_model(model: str | Path) -> str | Path:
    """Return the path of an exported model that is named in another way.

    Args:
        model: The name of a shipped or fetched model, an ``hf://`` URI, or anything else. A file of
            the same name as a model comes first.

    Returns:
        The path of the file; ``model`` itself if it is neither a name nor such a URI.

    Raises:
        OSError: If the model is not there, or cannot be downloaded from the Hub.
        ValueError: If the model cannot be used by name, the URI is malformed, or the file of a
            shipped model is damaged.
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
        FileNotFoundError: If some of them, or all, are not there.
        ValueError: If there is no such model, or the file of a shipped one is damaged.
    """
    entry = entry_by_name(name)
    if entry.shipped:
        return _intact_files(entry)
    files = fetched_files(entry)
    if len(files) < len(entry.files):
        raise FileNotFoundError(f'{name} is not fetched: run "fashionkp models fetch {name}"')
    return files


def _intact_files(entry: ModelEntry) -> list[Path]:
    """Return the files of a shipped model, if they are there and have their checksums."""
    paths = [model_folder(entry) / file.name for file in entry.files]
    for path, file in zip(paths, entry.files, strict=True):
        if not path.is_file():
            raise FileNotFoundError(f'{path} is missing: {_REINSTALL}')
        if not has_checksum(path, file):
            raise ValueError(f'{path} is damaged, its SHA-256 is another one: {_REINSTALL}')
    return paths


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
