"""Exported models in repositories of the Hugging Face Hub, by ``hf://`` URI."""

import re
from pathlib import Path
from urllib.parse import unquote

from fashionkp.optional_packages import require

SCHEME = 'hf://'

_URI = re.compile(rf'{SCHEME}([^/@]+/[^/@]+)(?:@([^/]+))?/(.+\.onnx)', re.IGNORECASE)


def hub_file(uri: str) -> Path:
    """Return the path of a file of the Hub, which is downloaded unless it is in the Hub's cache.

    ``huggingface_hub`` does this, with its own cache, its login and its environment variables, such
    as HF_HUB_OFFLINE.

    Args:
        uri: ``hf://user/repo[@revision]/path/in/repo.onnx``; a slash in the revision is ``%2F``.

    Raises:
        MissingPackage: If ``huggingface_hub`` is not installed.
        OSError: If there is no such file, or it cannot be downloaded.
        ValueError: If the URI is malformed or not of an exported model.
    """
    match = _URI.fullmatch(uri)
    if match is None:
        raise ValueError(
            f'{uri}: expected an exported model, hf://USER/REPO[@REVISION]/PATH/IN/REPO.onnx'
        )
    repository, revision, path = match.groups()
    hub, errors = require('huggingface_hub'), require('huggingface_hub.errors')
    try:
        return Path(hub.hf_hub_download(repository, path, revision=revision and unquote(revision)))
    except errors.GatedRepoError:
        reason = 'its owner has to give you access: accept the terms on its page, and log in'
    except errors.RepositoryNotFoundError:
        reason = f'no repository {repository}, or it is private and you are not logged in'
    except errors.RevisionNotFoundError:
        reason = f'no revision {revision} of {repository}'
    except errors.LocalEntryNotFoundError:
        reason = 'not in the cache, and the Hub cannot be reached, or HF_HUB_OFFLINE forbids it'
    except errors.EntryNotFoundError:
        reason = f'no file {path} in {repository}'
    except errors.HfHubHTTPError as error:
        reason = f'the Hub responds: {str(error).splitlines()[0]}'
    raise FileNotFoundError(f'{uri}: {reason}')
