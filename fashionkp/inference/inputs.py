"""Images together with what one knows about their garments beforehand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.inference.sources import Input, SourceImage, Video, find_images

AUTO = 'auto'
"""Instead of a category's name: the model shall tell it, even where a table does."""


class Inputs:
    """What to look at, and for what.

    Args:
        inputs: Files, folders, patterns, tables, videos, arrays: see :func:`find_images`.
        category: Name of the category of all garments; or one for each image, None where it is
            not known; or 'auto' to let the model tell it. By default a table's categories count,
            and those of other images are not known.
        bboxes: Where the garments are, x0, y0, x1, y1 in pixels: for each image (G, 4), or None
            where that is not known, in the order of the images or by their names; or (G, 4) for
            the only image.

    Raises:
        FileNotFoundError: An input is not there.
        ValueError: An unknown category, not one category or entry of ``bboxes`` for each image,
            or boxes of an image that is not there.
    """

    def __init__(
        self,
        inputs: Input | Iterable[Input],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
    ) -> None:
        self._sources = find_images(inputs)
        self._category = category
        for name in self._known():
            category_by_name(name)  # raises where there is none
        if category is not None and not isinstance(category, str):
            self._check_length('categories', category)
        if isinstance(bboxes, Mapping):
            self._check_names(bboxes)
        elif bboxes is not None:
            if len(self) == 1 and len(bboxes) and np.ndim(bboxes[0]) == 1:
                bboxes = [bboxes]
            self._check_length('entries of bboxes', bboxes)
        self._bboxes = bboxes

    def __len__(self) -> int:
        """Number of images; that of a video's frames as its file states it."""
        return sum(len(source) for source in self._sources)

    def __iter__(self) -> Iterator[SourceImage]:
        """The images with their categories and boxes.

        Raises:
            ValueError: A video has more frames than its file states, and not each has a category or
                boxes.
        """
        place = 0
        for source in self._sources:
            for image in source:
                yield replace(
                    image,
                    category=self._category_of(place, image),
                    boxes=self._boxes_of(place, image),
                )
                place += 1

    def names(self) -> list[str]:
        """Names of the images; a video gives its own name."""
        return [
            name
            for source in self._sources
            for name in ([str(source.path)] if isinstance(source, Video) else _names(source))
        ]

    def in_any_order(self) -> list[SourceImage]:
        """The images with their categories and boxes, to be read in any order and elsewhere.

        Raises:
            ValueError: An input is a video, whose frames have an order, or an image is given
                twice.
        """
        if videos := [source for source in self._sources if isinstance(source, Video)]:
            raise ValueError(f'{videos[0].path}: a video is read frame by frame, in one process')
        images = {image.name: image for image in self}
        if len(images) < len(self):
            names = Counter(self.names())
            raise ValueError(f'image {names.most_common(1)[0][0]!r} is given twice')
        return list(images.values())

    def check(self, categories: Sequence[str]) -> None:
        """Refuse garments that a model does not know, before it starts.

        Args:
            categories: What it knows.

        Raises:
            ValueError: An image's category is another one.
        """
        if unknown := sorted(self._known() - {*categories}):
            raise ValueError(
                f'category {unknown[0]!r}: the model knows {", ".join(categories)} only'
            )

    def _known(self) -> set[str]:
        """Categories that are given."""
        given: Iterable[str | None]
        if self._category is None:
            lists = (source for source in self._sources if not isinstance(source, Video))
            given = (image.category for images in lists for image in images)
        elif isinstance(self._category, str):
            given = [] if self._category == AUTO else [self._category]
        else:
            given = self._category
        return {name for name in given if name is not None}

    def _category_of(self, place: int, image: SourceImage) -> str | None:
        if self._category is None:
            return image.category
        if isinstance(self._category, str):
            return None if self._category == AUTO else self._category
        return self._entry(self._category, place, image)

    def _boxes_of(self, place: int, image: SourceImage) -> np.ndarray | None:
        if self._bboxes is None or isinstance(self._bboxes, Mapping):
            return (self._bboxes or {}).get(image.name)
        return self._entry(self._bboxes, place, image)

    @staticmethod
    def _entry(entries: Sequence, place: int, image: SourceImage) -> Any:
        if place >= len(entries):
            raise ValueError(f'{image.name}: the video has more frames than its file states')
        return entries[place]

    def _check_length(self, what: str, given: Sequence) -> None:
        if len(given) != len(self):
            raise ValueError(f'{len(given)} {what} for {len(self)} images: expected one for each')

    def _check_names(self, bboxes: Mapping) -> None:
        videos = [source for source in self._sources if isinstance(source, Video)]
        if not videos and (missing := sorted({*bboxes} - {*self.names()})):
            raise ValueError(f'boxes of {missing[0]!r}: there is no such image')


def _names(images: Iterable[SourceImage]) -> list[str]:
    return [image.name for image in images]
