"""Names of images in files of other programs: absolute paths, URLs and paths of other machines."""

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from fashionkp.annotations.cells import IMAGE_ID

_URL = re.compile(r'[a-z][a-z0-9+.-]+://', re.IGNORECASE)
_LOCAL_FILES = '/data/local-files/'  # Label Studio's server; the path is the parameter d


def image_id_of(name: str, root: Path) -> str:
    """Return the image id for a name in a file of another program.

    Args:
        name: A path with slashes or backslashes, absolute or not, or a URL.
        root: Folder of the images, which may lack them.

    Returns:
        The longest end of the path that exists in ``root``. If none does: a relative path as it
        is, and the last part of any other one. Empty if there is no valid id.

    Example:
        >>> image_id_of('https://shop.com/a%20b/c.jpg?w=9', Path('/none'))
        'c.jpg'
        >>> [image_id_of(name, Path('/none')) for name in ('C:/photos/c.jpg', 'b/c.jpg')]
        ['c.jpg', 'b/c.jpg']
    """
    text = _path(name).replace('\\', '/')
    parts = [part for part in text.split('/') if part not in ('', '.')]
    tails = ['/'.join(parts[i:]) for i in range(len(parts))]
    valid = [tail for tail in tails if IMAGE_ID.fullmatch(tail)]
    for tail in valid:
        if (root / tail).is_file():
            return tail
    is_relative = IMAGE_ID.fullmatch(text.removeprefix('./')) and not _URL.match(name)
    return (valid[0] if is_relative else valid[-1]) if valid else ''


def _path(name: str) -> str:
    """Return the path of a URL; another name as it is."""
    if not _URL.match(name) and not name.startswith(_LOCAL_FILES):
        return name
    try:
        url = urlsplit(name)
    except ValueError:  # such as a host in brackets that is no address
        return name
    if url.path.startswith(_LOCAL_FILES) and 'd' in (query := parse_qs(url.query)):
        return query['d'][0]
    return unquote(url.path)
