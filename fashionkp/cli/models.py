"""``fashionkp models``: list models, and fetch those of other people."""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fashionkp.cli.termination import hint_when_stopped

if TYPE_CHECKING:
    from fashionkp.model_zoo.catalogue import ModelEntry

_DIGITS = 64  # of a whole SHA-256


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp models',
        description='List the model that comes with this package and those that others have '
        'trained, or fetch one of these into your cache, where it can then be used by name and '
        'without a network.',
    )
    actions = parser.add_subparsers(dest='action', metavar='ACTION')
    actions.add_parser('list', help='list the models (default)')
    fetch = actions.add_parser(
        'fetch',
        help='fetch a model',
        description='Fetch a model into your cache. Checksums are verified; an interrupted '
        'download is resumed by the same command.',
    )
    fetch.add_argument('name', metavar='NAME', help='name of the model in the list')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp models``; return the exit status."""
    args = parse_args(argv)

    from fashionkp.model_zoo.catalogue import CATALOGUE
    from fashionkp.model_zoo.names import entry_by_name

    if args.action == 'fetch':
        _fetch(entry_by_name(args.name))
    else:
        print('\n\n'.join(_description(entry) for entry in CATALOGUE.values()))
    return 0


def _fetch(entry: 'ModelEntry') -> None:
    from fashionkp.model_zoo.cache import model_folder
    from fashionkp.model_zoo.download import fetch

    if entry.shipped:
        print(f'{entry.name} comes with this package: there is nothing to fetch')
        return
    with hint_when_stopped('the same command continues'):
        paths = fetch(entry, _print_line)
    print(f'{entry.name}: {len(paths)} files in {model_folder(entry)}')
    digits = min(len(file.sha256) for file in entry.files)
    checked = 'all' if digits >= _DIGITS else f'the first {digits} hex digits, the published ones,'
    print(f'verified: {checked} of the SHA-256 of each file')


def _print_line(line: str) -> None:
    print(textwrap.fill(line, 100), file=sys.stderr, flush=True)


def _description(entry: 'ModelEntry') -> str:
    """Return what the list has of a model."""
    from fashionkp.model_zoo.cache import fetched_files, model_folder

    fetched, total = len(fetched_files(entry)), len(entry.files)
    state = f'{fetched} of {total} files' if fetched else 'no'
    if fetched == total:
        state = f'yes, in {model_folder(entry)}'
    facts = {
        'points': entry.points,
        'size': f'about {entry.megabytes:,} MB, {total} file{"s" * (total > 1)}',
        'licence': entry.licence,
        'from': entry.source,
        'for': entry.use,
        'fetched': state,
    }
    if entry.shipped:
        facts['fetched'] = 'yes, it comes with this package'
    if not entry.verified_online:
        facts['note'] = (
            'not yet verified online: the addresses are those of the authors, but nobody has tried '
            'the download with this program'
        )
    lines = [f'{entry.name}: {entry.summary}']
    lines += [f'  {name:<9}{text}' for name, text in facts.items()]
    return '\n'.join(lines)
