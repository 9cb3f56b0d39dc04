"""Arguments of commands that work on photos with the key points of their garments."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from fashionkp.cli.predict_arguments import add_prediction_arguments, predict_options
from fashionkp.cli.predict_options import PredictOptions, fingerprint

EXIT_STATUS = (
    'Exit status: 0; 1 if an image could not be read (the others are processed); 2 if the input '
    'is invalid.'
)


@dataclass(frozen=True)
class PhotoOptions:
    """Which photos, and where their points are from.

    Attributes:
        inputs: Photos, as for :class:`~fashionkp.inference.inputs.Inputs`.
        prediction: How points are predicted; None if they are read from a file.
        points: The file of points, if there is one.
        images: Folder that the names in ``points`` are relative to; None for the default.
    """

    inputs: tuple[str, ...]
    prediction: PredictOptions | None
    points: Path | None
    images: Path | None

    @property
    def files(self) -> list[str]:
        """Models, checkpoints and files of boxes or points, which are read."""
        files = self.prediction.files if self.prediction else []
        return [*files, str(self.points)] if self.points else files

    def settings(self) -> dict[str, str]:
        """Return what the points depend on, as short texts by name.

        They are stored with results, so that a run is not resumed with other settings.
        """
        if self.prediction:
            return self.prediction.settings()
        images = {} if self.images is None else {'images': str(self.images)}
        return {'points': fingerprint(str(self.points)), **images}


def add_photo_arguments(parser: argparse.ArgumentParser) -> None:
    """Add photos, ``--points``, and the arguments of models and garments of ``predict``."""
    parser.add_argument(
        'photos',
        nargs='*',
        metavar='PHOTO',
        help='as INPUT of fashionkp predict: an image, a folder, a pattern such as '
        '"shop/**/*.jpg", a FashionAI table, a URI, or a Parquet file',
    )
    group = parser.add_argument_group('points')
    group.add_argument(
        '--points',
        type=Path,
        metavar='FILE',
        help='take key points from a file instead of predicting them: predictions (.jsonl, '
        '.parquet, or a folder of such), or a table of annotations or a submission (.csv). Without '
        'PHOTO, all images that the file names are used',
    )
    group.add_argument(
        '--images',
        type=Path,
        metavar='DIR',
        help='folder that the names in --points are relative to (default: the archive around a '
        'table, or the working directory for predictions)',
    )
    add_prediction_arguments(parser)


def photo_options(args: argparse.Namespace) -> PhotoOptions:
    """Return the options that :func:`add_photo_arguments` adds, checked.

    Args:
        args: The parsed arguments, with those of the engine where a command has them.

    Raises:
        ValueError: If there are no photos, or options do not go together.
    """
    engine, workers = getattr(args, 'engine', 'local'), getattr(args, 'workers', None)
    inputs = tuple(args.photos)
    if args.points is None:
        if args.images is not None:
            raise ValueError(
                '--images goes with --points: names in its file are relative to that folder'
            )
        if not inputs:
            raise ValueError('no photos: expected images, folders or patterns, or --points FILE')
        prediction = predict_options(
            args,
            inputs=inputs,
            outputs=() if engine == 'local' else (str(args.output),),
            resume=False,
            drawings=None,
            measurements=None,
            engine=engine,
            workers=workers,
        )
        return PhotoOptions(inputs, prediction, None, None)
    if workers is not None and engine == 'local':
        raise ValueError('--workers goes with --engine ray')
    parser = argparse.ArgumentParser()
    add_prediction_arguments(parser)
    defaults = vars(parser.parse_args([]))
    if given := [name for name, value in defaults.items() if getattr(args, name) != value]:
        option = given[0].replace('_', '-')
        raise ValueError(f'--{option} does not go with --points, which states the garments')
    return PhotoOptions(inputs, None, args.points, args.images)
