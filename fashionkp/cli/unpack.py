"""``fashionkp unpack``: the official downloads, unpacked into one folder."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fashionkp.unpacking import Part


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp unpack',
        description='Unpack the official downloads (tar, tar.gz, zip, also within each other, and '
        'tables) into one folder, with a sub-folder for each data set as training reads it. '
        'Links, paths out of the folder and archives that unpack to far too much are refused. OUT '
        'appears once it is complete; an interrupted run is resumed.',
    )
    parser.add_argument(
        'archives', type=Path, nargs='+', metavar='ARCHIVE', help='archive, or table'
    )
    parser.add_argument('output', type=Path, metavar='OUT', help='folder to create')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp.unpacking import unpack

    unpacked = unpack(args.archives, args.output, show_progress=True)
    width = max(len(part.name) for part in unpacked.parts)
    print(f'{"":{width}} {"rows":>7} {"labelled":>8} {"images":>8} {"missing":>7}  tables')
    for part in unpacked.parts:
        print(
            f'{part.name:{width}} {part.rows:7} {part.labelled:8} {part.images:8} '
            f'{part.missing:7}  {", ".join(part.tables) or "none"}'
        )
    for part in unpacked.parts:
        _print_errors(part, args.output / part.name)
    if unpacked.left_out:
        print(f'{unpacked.left_out} files are neither tables nor images', file=sys.stderr)
    return 0


def _print_errors(part: 'Part', folder: Path) -> None:
    errors = [f'{table}: {error}' for table, error in part.unreadable.items()]
    if part.malformed:
        errors.append(f'{part.malformed} malformed rows, which are not counted')
    for error in errors:
        print(f'{part.name}: {error}', file=sys.stderr)
    if errors:
        print(f'"fashionkp doctor {folder}" lists them', file=sys.stderr)
