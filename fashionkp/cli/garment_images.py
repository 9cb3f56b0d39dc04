"""What ``fashionkp align`` and ``fashionkp crop`` share: their output, and the way to it."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import partial
from typing import TYPE_CHECKING, Any

from fashionkp.cli.photo_arguments import PhotoOptions
from fashionkp.cli.predict_arguments import add_engine_arguments
from fashionkp.cli.termination import hint_when_stopped

if TYPE_CHECKING:
    from fashionkp.alignment.align import GarmentImage
    from fashionkp.alignment.outputs import GarmentFolder, LeftOut
    from fashionkp.cli.photos import Photos
    from fashionkp.inference.pipeline import ImageResult
    from fashionkp.predictions.prediction import Prediction

    Make = Callable[[Any, Prediction], Iterable[GarmentImage | LeftOut]]


def add_output_arguments(parser: argparse.ArgumentParser, command: str) -> None:
    group = parser.add_argument_group('output')
    group.add_argument(
        '-o',
        '--output',
        required=True,
        metavar='OUT',
        help='folder for the images by path or URI, named after their photos, '
        f'and for {command}.jsonl: the points in each image, and the transform from the photo. '
        'Files that are not such images are never replaced',
    )
    group.add_argument(
        '--resume',
        action='store_true',
        help='continue an interrupted run with the same -o instead of starting over',
    )
    group.add_argument(
        '--background',
        default='auto',
        metavar='COLOUR',
        help='fills what is outside the photo: auto (the median colour of its border, default), '
        'edge (its border, repeated), white, black, or #RRGGBB',
    )
    add_engine_arguments(parser)


def write_garment_images(
    command: str,
    options: PhotoOptions,
    args: argparse.Namespace,
    *,
    prepare: 'Callable[[Photos], Make]',
    settings: Mapping[str, str],
    parts: Sequence[str] = (),
) -> int:
    """Make images of the garments of all photos, and return the exit status.

    Args:
        command: Name of the command.
        options: The photos.
        args: Arguments of :func:`add_output_arguments`.
        prepare: Called with the photos once the outputs are checked; returns what makes the images
            of a garment.
        settings: What else the images depend on, by name.
        parts: Names of the parts that images show, if any.
    """
    from fashionkp.alignment.outputs import GarmentFolder
    from fashionkp.cli.photos import Photos
    from fashionkp.fileio.object_store import absolute_location
    from fashionkp.images.sampling import check_background
    from fashionkp.optional_packages import check_installed

    check_background(args.background)
    if args.engine == 'ray':
        check_installed('ray')
    photos = Photos(options, command, without=[args.output])
    everything = {**options.settings(), **settings, 'background': args.background}
    output = absolute_location(args.output)  # workers have another working directory
    folder = GarmentFolder(output, command, everything, resume=args.resume, parts=parts)
    folder.check(photos.names())
    with hint_when_stopped('continue with --resume'), folder:
        handle = partial(_add_images, folder, prepare(photos))
        status = _engine(args, photos, folder)(handle, folder.start())
        counts = folder.finish(photos.processed)
    _print_summary(command, args.output, folder.left_out, counts)
    return status


def _engine(
    args: argparse.Namespace, photos: 'Photos', folder: 'GarmentFolder'
) -> 'Callable[[Callable[[ImageResult], None], Set[str]], int]':
    """Return what passes photos to a function: in this process, or on a Ray cluster."""
    if args.engine == 'local':
        return photos.process
    from fashionkp.cli.photos_on_ray import process_on_ray

    return partial(process_on_ray, photos, folder, workers=args.workers)


def _add_images(folder: 'GarmentFolder', make: 'Make', result: 'ImageResult') -> None:
    """Make the images of a photo's garments, and write them."""
    folder.add(result.name, [list(make(result.image, garment)) for garment in result.garments])


def _print_summary(
    command: str, output: str, reasons: Sequence[str], counts: tuple[int, int]
) -> None:
    """Print what was left out, and how many images there are."""
    from fashionkp.alignment.outputs import LEFT_OUT
    from fashionkp.fileio.error_list import error_list
    from fashionkp.fileio.text import escape_control_characters

    if reasons:
        lines = [escape_control_characters(line) for line in reasons]
        print(f'fashionkp {command}: {error_list("left out", lines)}', file=sys.stderr)
    name = escape_control_characters(output)
    print(f'{name}: {counts[0]} images, {counts[1]} left out ({LEFT_OUT})')
