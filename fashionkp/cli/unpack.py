"""``fashionkp unpack``: the official downloads as one tidy folder."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp unpack',
        description='Unpack the official downloads (tar, tar.gz, zip, also within each other, and '
        'tables) into one folder, with a sub-folder for each data set as training reads them. '
        'Links, paths that lead elsewhere and archives that grow beyond measure are refused. OUT '
        'appears when all is there; an interrupted run goes on where it was.',
    )
    parser.add_argument('archives', type=Path, nargs='+', metavar='ARCHIVE')
    parser.add_argument('output', type=Path, metavar='OUT', help='folder to make')
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
        faults = [f'{table}: {fault}' for table, fault in part.unreadable.items()]
        if part.malformed:
            faults.append(f'{part.malformed} malformed rows, which are not counted')
        for fault in faults:
            print(f'{part.name}: {fault}', file=sys.stderr)
        if faults:
            print(f'"fashionkp doctor {args.output / part.name}" tells more', file=sys.stderr)
    if unpacked.left_out:
        print(f'{unpacked.left_out} files are neither tables nor images', file=sys.stderr)
    return 0
