"""``fashionkp label``: label photos on a web page, or correct their labels."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.server_process import (
    REQUIRED,
    add_address_arguments,
    announce,
    listen,
    run_until_stopped,
)
from fashionkp.optional_packages import check_installed

if TYPE_CHECKING:
    from fashionkp.labelling import LabelSession

_NAME = 'fashionkp label'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=_NAME,
        description='Label the key points of photos on a web page, which begins with the points '
        'that a model predicts, or correct labels. Each photo is saved at once. Ctrl-C stops the '
        'server.',
    )
    parser.add_argument(
        'source',
        type=Path,
        metavar='PHOTOS|DATA',
        help='a folder of photos; or the file of labels to correct: a table (.csv) or COCO key '
        'point JSON (.json)',
    )
    parser.add_argument(
        '-o',
        '--output',
        type=Path,
        metavar='OUT',
        help='table (.csv), or COCO JSON (.json), which holds several garments of a photo '
        '(default: the existing file, or a new labels.csv beside the photos)',
    )
    model = parser.add_mutually_exclusive_group()
    model.add_argument(
        '--model',
        help='file written by "fashionkp export", name of a fetched model (fashionkp models), or '
        'hf://USER/REPO[@REVISION]/FILE.onnx (default: the starter model, which comes with the '
        'package)',
    )
    model.add_argument('--no-model', action='store_true', help='begin without predicted points')
    parser.add_argument(
        '--finding',
        metavar='CHECK',
        help='show only photos with this finding of "fashionkp doctor", such as mirrored',
    )
    add_address_arguments(parser)
    parser.add_argument('--threads', type=int, help='threads of the model (default: one per core)')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp label`` until it is interrupted; return the exit status."""
    args = parse_args(argv)
    return run_until_stopped(_NAME, lambda: _label(args))


def _label(args: argparse.Namespace) -> None:
    check_installed(*REQUIRED)
    with listen(args.host, args.port) as listener:
        from fashionkp.serving.label_app import create_label_app
        from fashionkp.serving.limits import Limits
        from fashionkp.serving.server import Server

        session, limits = _session(args), Limits()
        what = f'{len(session.photos)} photos, saved to {session.labels.path},'
        hosts = announce(_NAME, what, listener, args.allow_host)
        Server(create_label_app(session, limits, hosts), limits).run(sockets=[listener])


def _session(args: argparse.Namespace) -> 'LabelSession':
    from fashionkp.fileio.output_checks import require_writable
    from fashionkp.inference.predictor import Predictor
    from fashionkp.labelling import Drafts, LabelFile, LabelSession, find_source
    from fashionkp.labelling.session import found_image_ids

    source = find_source(args.source, args.output)
    require_writable(source.output)
    labels = LabelFile(source.output, source.start)
    photos = {image_id: labels.root / image_id for image_id in labels.image_ids()} | source.photos
    if args.finding:
        photos = {image_id: photos[image_id] for image_id in found_image_ids(labels, args.finding)}
    if source.left_out:
        print(f'{_NAME}: {source.left_out}', file=sys.stderr)
    model = None if args.no_model else Predictor(args.model, threads=args.threads)
    drafts = Drafts(photos, model, labels.categories)
    return LabelSession(labels, photos, drafts, errors=source.errors, finding=args.finding)
