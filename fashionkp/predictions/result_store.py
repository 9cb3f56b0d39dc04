"""Where the results of a run are kept while it goes on, so that another run can resume it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from fashionkp.predictions.prediction import Prediction


@dataclass(frozen=True)
class ImageRecord:
    """The result of an image.

    Attributes:
        name: The image's name.
        garments: Its predictions.
        error: Why there are none; empty if the image was predicted.
    """

    name: str
    garments: Sequence[Prediction]
    error: str = ''


class ResultStore(Protocol):
    """A store of results, which several processes may write to.

    Each write adds a part: the results of some images, all of each. A part appears as a whole.
    """

    def done(self) -> set[str]:
        """Return the names of the images that have results.

        Raises:
            ValueError: If the results were made with other settings, or are damaged.
        """

    def write(self, records: Sequence[ImageRecord]) -> None:
        """Add a part; it replaces an earlier part for the same images.

        Raises:
            OSError: If it cannot be written.
        """

    def clear_errors(self) -> None:
        """Forget which images could not be read; they will be tried again."""


def part_name(images: Iterable[str], suffix: str) -> str:
    """Return the file name of a part, which depends on the names of its images alone."""
    names = chr(0).join(images)
    digest = hashlib.sha256(names.encode(errors='surrogateescape')).hexdigest()
    return f'part-{digest[:16]}{suffix}'


def check_settings(location: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Check that results were made with the settings of this run.

    Args:
        location: Where the results are, for errors.
        theirs: Settings that the results were made with, by name.
        ours: Settings of this run.

    Raises:
        ValueError: If a setting differs; the message names it.
    """
    for name in sorted({*theirs, *ours}):
        stored, current = theirs.get(name, 'none'), ours.get(name, 'none')
        if stored != current:
            raise ValueError(
                f'{location} has results of other settings ({name}: {stored} there, {current} '
                'here): use the same settings, or another output'
            )
