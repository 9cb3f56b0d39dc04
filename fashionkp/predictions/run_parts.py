"""What an unfinished run has found so far, in small files that appear whole."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fashionkp.fileio.folder import Folder, split_location, subfolder
from fashionkp.predictions.result_store import check_settings, part_name

_SUFFIX = '.json'
_CACHED_PARTS = 4  # resumed images may lie between earlier ones

Items = Mapping[str, Sequence[dict[str, Any]]]
"""For each image by its name, plain Python objects, one for each of its garments."""


@dataclass(frozen=True)
class RunParts:
    """Parts in a hidden folder beside the output file of a run.

    Attributes:
        output: Path or URI of the file that is to be written.
        settings: What the results depend on, by name; every part contains it.
    """

    output: str
    settings: Mapping[str, str]

    @property
    def folder(self) -> Folder:
        """Folder of the parts."""
        parent, name = split_location(self.output)
        return Folder(subfolder(parent, f'.{name}.parts'))

    def done(self) -> set[str]:
        """Return the names of the images that have results.

        Raises:
            ValueError: If the results were made with other settings, or a part is damaged.
        """
        names: set[str] = set()
        for part in self.folder.names(_SUFFIX):
            content = self._read(part)
            check_settings(self.folder.location, content['settings'], self.settings)
            names.update(content['images'])
        return names

    def write(self, images: Items) -> None:
        """Add a part; it replaces an earlier part for the same images.

        Raises:
            OSError: If it cannot be written; it names the output file.
        """
        if not images:
            return
        content = json.dumps({'settings': {**self.settings}, 'images': {**images}}).encode()
        try:
            self.folder.write(part_name(images, _SUFFIX), content)
        except OSError as error:
            with suppress(OSError):  # only if it is empty
                Path(self.folder.location).rmdir()
            reason = f'{error.strerror or error}'.removesuffix(', writing')
            raise OSError(error.errno, f'{reason}, writing', self.output) from error

    def items(self, names: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Yield what was written about images.

        Args:
            names: Names of images, in the wanted order; those without results are skipped.
        """
        read = lru_cache(maxsize=_CACHED_PARTS)(self._read)
        parts = {name: part for part in self.folder.names(_SUFFIX) for name in read(part)['images']}
        for name in names:
            if name in parts:
                yield from read(parts[name])['images'][name]

    def clear(self) -> None:
        """Remove the results."""
        self.folder.remove()

    def _read(self, part: str) -> dict[str, Any]:
        path = f'{self.folder.location}/{part}'
        try:
            content = json.loads(self.folder.read(part))
            return dict(settings={**content['settings']}, images={**content['images']})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f'{path}: damaged ({error}): remove it to resume without it') from None
