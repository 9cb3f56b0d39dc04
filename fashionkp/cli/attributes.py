"""``fashionkp attributes``: lengths of sleeves, skirts and trousers, neck depth, fit."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.photo_arguments import (
    EXIT_STATUS,
    PhotoOptions,
    add_photo_arguments,
    photo_options,
)

if TYPE_CHECKING:
    from fashionkp.predictions.attributes import Record

MAX_SHOWN = 10
"""Most garments that are printed one by one; for more, a summary is printed."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp attributes',
        description='Recognize attributes of garments by ratios of lengths between their key '
        'points: lengths of sleeves, tops, skirts and trousers, depth of the neckline, fit and '
        'silhouette, each with a probability.',
        epilog=f'Up to {MAX_SHOWN} garments are printed one by one; for more, a summary. With '
        f'--points and without PHOTO, no photo is read. {EXIT_STATUS}',
    )
    add_photo_arguments(parser)
    parser.add_argument(
        '--presence',
        type=_probability,
        metavar='P',
        help='presence from which a predicted key point counts as present (default: 0.5)',
    )
    parser.add_argument(
        '--confidence',
        type=_probability,
        default=0.0,
        metavar='P',
        help='leave out labels that are less probable (default: state all, with their probability)',
    )
    parser.add_argument(
        '-o',
        '--output',
        metavar='OUT',
        help='file for all attributes: .csv, .json or .jsonl; it appears once it is complete',
    )
    parser.add_argument(
        '--resume', action='store_true', help='continue an interrupted run that had the same -o'
    )
    return parser.parse_args(argv)


def _probability(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f'{text}: expected 0 to 1')
    return value


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.predictions.attributes import WRITERS, garment_text, summary_text

    if args.output and Path(args.output).suffix.lower() not in WRITERS:
        raise ValueError(f'{args.output}: expected a name that ends in {", ".join(WRITERS)}')
    if args.resume and not args.output:
        raise ValueError('--resume: expected -o, since only files can be resumed')
    options = photo_options(args)
    if options.prediction is None and not options.inputs:
        records, status = _of_points(options, args), 0
    else:
        records, status = _of_photos(options, args)
    if len(records) > MAX_SHOWN:
        print(summary_text(records))
    else:
        print('\n'.join(garment_text(record) for record in records))
    if args.output:
        from fashionkp.fileio.text import escape_control_characters

        name = escape_control_characters(args.output)
        print(f'{name}: attributes of {len(records)} garments')
    return status


def _of_points(options: PhotoOptions, args: argparse.Namespace) -> 'list[Record]':
    """Return the records of the garments of a file of points, and write them."""
    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp.predictions.attributes import WRITERS, attribute_record
    from fashionkp.predictions.files import check_prediction_output, read_predictions

    assert options.points is not None
    if args.output:
        check_prediction_output(args.output, [options.points])
    garments = read_predictions(options.points)
    records = [attribute_record(garment, args.presence, args.confidence) for garment in garments]
    if args.output:
        with atomic_write(args.output) as file:
            WRITERS[Path(args.output).suffix.lower()](file, records)
    return records


def _of_photos(options: PhotoOptions, args: argparse.Namespace) -> 'tuple[list[Record], int]':
    """Return the records of the garments of photos, and the exit status; write the records."""
    from fashionkp.cli.photos import Photos
    from fashionkp.fileio.output_checks import refuse_overwriting_inputs, require_writable
    from fashionkp.inference.pipeline import ImageResult
    from fashionkp.predictions.attributes import WRITERS, attribute_record
    from fashionkp.predictions.record_writer import RecordWriter

    photos = Photos(options, 'attributes')
    records: list[Record] = []

    def found(result: ImageResult) -> 'list[Record]':
        return [attribute_record(g, args.presence, args.confidence) for g in result.garments]

    if not args.output:
        return records, photos.process(lambda result: records.extend(found(result)))
    require_writable(args.output)
    refuse_overwriting_inputs([args.output], photos.files())
    settings = options.settings()
    settings |= {'presence': str(args.presence), 'confidence': str(args.confidence)}
    with RecordWriter(args.output, settings, resume=args.resume) as writer:
        done = writer.start()
        status = photos.process(lambda result: writer.add(result.name, found(result)), done)
        writer.flush()
        records += writer.records(photos.processed)
        writer.finish(photos.processed, WRITERS[Path(args.output).suffix.lower()])
    return records, status
