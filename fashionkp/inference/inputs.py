"""Input images together with the categories and boxes that are known for them."""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.categories import category_by_name
from fashionkp.fileio.object_store import is_uri
from fashionkp.images.image_like import ImageLike
from fashionkp.inference.boxes import boxes_per_image
from fashionkp.inference.source_image import SourceImage, video_of
from fashionkp.inference.sources import Video, find_images

AUTO = 'auto'
"""In place of a category's name: predict the category, even if a table states it."""


class Inputs:
    """Images to predict, with what is known of their garments.

    Args:
        inputs: Files, folders, patterns, tables, videos, arrays: see :func:`find_images`.
        category: Name of the category of all garments; or one for each image, None if unknown; or
            'auto' to predict all of them. By default a table's categories are used, and those of
            other images are predicted.
        bboxes: Boxes of the garments, x0, y0, x1, y1 in pixels: for each image (G, 4), or None if
            unknown, in the order of the images or by their names, for which any path to the same
            file will do; or (G, 4) for a single image.
        without: Paths or URIs of folders that are left out where they lie in a given folder.

    Raises:
        FileNotFoundError: If an input does not exist.
        ValueError: If a category is unknown, there is not one category or entry of ``bboxes`` for
            each image, or ``bboxes`` names an image that is not among the inputs.

    Attributes:
        left_out: Names of files in the given folders that are not used, such as hidden ones.
    """

    def __init__(
        self,
        inputs: ImageLike | Iterable[ImageLike],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        *,
        without: Collection[str | Path] = (),
    ) -> None:
        given = [inputs] if isinstance(inputs, ImageLike) else list(inputs)
        self.left_out: list[str] = []
        self._given, self._sources = given, find_images(given, self.left_out, without)
        self._category = category
        for name in self._given_categories():
            category_by_name(name)  # raises if it is unknown
        if category is not None and not isinstance(category, str) and len(category) != len(self):
            raise ValueError(
                f'{len(category)} categories for {len(self)} images: expected one for each'
            )
        if isinstance(bboxes, Mapping):
            bboxes = self._by_name(bboxes)
        elif bboxes is not None:
            bboxes = boxes_per_image(bboxes, len(self))
        self._bboxes = bboxes

    def __len__(self) -> int:
        """Number of images; for a video, the number of frames that its file states."""
        return sum(len(source) for source in self._sources)

    def __iter__(self) -> Iterator[SourceImage]:
        """Yield the images with their categories and boxes.

        Raises:
            ValueError: If a video has more frames than its file states, and categories or boxes
                are given by position.
        """
        index = 0
        for source in self._sources:
            for image in source:
                yield replace(
                    image,
                    category=self._category_of(index, image),
                    boxes=self._boxes_of(index, image),
                )
                index += 1

    def names(self) -> list[str]:
        """Return the names of the images; for a video, its own name."""
        return [
            name
            for source in self._sources
            for name in (
                [str(source.path)]
                if isinstance(source, Video)
                else [image.name for image in source]
            )
        ]

    def count(self, names: Set[str]) -> int:
        """Return how many of the images, and of the frames of videos, have one of the names."""
        frames = Counter(map(video_of, names))
        videos = {str(video.path) for video in self.videos}
        return sum(frames[name] if name in videos else name in names for name in self.names())

    def ambiguous_name(self) -> str | None:
        """Return a name that images of different files or categories have, if there is one."""
        first: dict[str, tuple[object, str | None]] = {}
        index = 0
        for source in self._sources:
            if isinstance(source, Video):
                index += len(source)
                continue
            for image in source:
                file = image.read if image.file is None else image.file.absolute()
                facts = (file, self._category_of(index, image))
                if first.setdefault(image.name, facts) != facts:
                    return image.name
                index += 1
        return None

    def files(self) -> Iterator[Path]:
        """Yield the files on this machine that are read: images, tables, videos, Parquet files."""
        yield from (Path(source) for source in self._given if isinstance(source, str | Path))
        for source in self._sources:
            if not isinstance(source, Video):
                yield from (image.file for image in source if image.file is not None)

    @property
    def videos(self) -> list[Video]:
        """The videos among the inputs."""
        return [source for source in self._sources if isinstance(source, Video)]

    def in_any_order(self) -> list[SourceImage]:
        """Return the images with their categories and boxes, readable in any order and process.

        Raises:
            ValueError: If an input is a video, whose frames can only be read in order, or an image
                is given twice.
        """
        if self.videos:
            raise ValueError(
                f'{self.videos[0].path}: a video is read frame by frame, in one process'
            )
        images = {image.name: image for image in self}
        if len(images) < len(self):
            names = Counter(self.names())
            raise ValueError(f'image {names.most_common(1)[0][0]!r} is given twice')
        return list(images.values())

    def check(self, categories: Sequence[str]) -> None:
        """Check that a model supports all categories that are given.

        Args:
            categories: Categories of the model.

        Raises:
            ValueError: If an image has another category.
        """
        if unknown := sorted(self._given_categories() - {*categories}):
            raise ValueError(
                f'category {unknown[0]!r}: the model supports only {", ".join(categories)}'
            )

    def _given_categories(self) -> set[str]:
        given: Iterable[str | None]
        if self._category is None:
            lists = (source for source in self._sources if not isinstance(source, Video))
            given = (image.category for images in lists for image in images)
        elif isinstance(self._category, str):
            given = [] if self._category == AUTO else [self._category]
        else:
            given = self._category
        return {name for name in given if name is not None}

    def _category_of(self, index: int, image: SourceImage) -> str | None:
        if self._category is None:
            return image.category
        if isinstance(self._category, str):
            return None if self._category == AUTO else self._category
        return _entry(self._category, index, image)

    def _boxes_of(self, index: int, image: SourceImage) -> np.ndarray | None:
        if self._bboxes is None or isinstance(self._bboxes, Mapping):
            return (self._bboxes or {}).get(_absolute(image.name))
        return _entry(self._bboxes, index, image)

    def _by_name(self, bboxes: Mapping[str, Any]) -> dict[str, Any]:
        """Return boxes by the images' absolute paths.

        Raises:
            ValueError: If there is no image of a name, or two names are of one image.
        """
        names = self.names()
        known = {*map(_absolute, names)}
        videos = {_absolute(str(video.path)) for video in self.videos}
        result: dict[str, Any] = {}
        for name, boxes in bboxes.items():
            path = _absolute(name)
            if path not in known and video_of(path) not in videos:
                example = f': expected names such as {names[0]!r}' if names else ''
                raise ValueError(f'boxes of {name!r}: there is no such image{example}')
            if path in result:
                raise ValueError(f'boxes of {name!r}: given twice, under two names of one image')
            result[path] = boxes
        return result


def _absolute(name: str) -> str:
    """Return an image's name as an absolute path; a URI as it is."""
    return name if is_uri(name) else os.path.abspath(name)


def _entry(entries: Sequence[Any], index: int, image: SourceImage) -> Any:
    if index >= len(entries):
        raise ValueError(f'{image.name}: the video has more frames than its file states')
    return entries[index]
