"""Follow docs/tutorial.md from an empty folder: what its commands print, and their seconds.

    python benchmarks/tutorial.py OUT [--labels 40 20]

The commands are run as they stand, in OUT. Where the reader labels photos on the page, Chromium
does, until they are as in the table of the drawings; with ``--no-browser`` the same labels are sent
to the address that the page saves to.
"""

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fashionkp.annotations import read_annotations
from fashionkp.labelling import LabelledGarment
from fashionkp.labelling.garments import garments_of_table

TUTORIAL = Path(__file__).parent.parent / 'docs' / 'tutorial.md'
_TABLE = 'drawn/Annotations/train.csv'
_TOLERANCE = 0.03  # share of the normalizing distance by which a predicted point may be off


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('out', type=Path, help='folder to follow it in, new or empty')
    parser.add_argument(
        '--labels',
        type=int,
        nargs='+',
        default=[40, 20],
        metavar='NUM',
        help='number of photos to label, each time (default: %(default)s)',
    )
    parser.add_argument('--no-browser', action='store_true', help='label without Chromium')
    parser.add_argument(
        '--replace',
        action='append',
        default=[],
        metavar='OLD=NEW',
        help='change the commands, for a shorter run, as --replace="--minutes 5=--minutes 1"',
    )
    return parser.parse_args(argv)


def commands(page: Path = TUTORIAL) -> Iterator[str]:
    """Yield the commands of a page: lines with a prompt in blocks of code."""
    blocks = re.findall(r'^```(\w*)\n(.*?)^```', page.read_text(), re.DOTALL | re.MULTILINE)
    for language, block in blocks:
        if not language:  # those in bash are for the reader
            yield from re.findall(r'^\$ ((?:.*\\\n)*.*)', block, re.MULTILINE)


def drawn_garments(table: Path) -> dict[str, LabelledGarment]:
    """Return the garment of each photo of a table, by its path below ``Images``."""
    garments = garments_of_table(read_annotations(table)).items()
    return {image_id.removeprefix('Images/'): garment for image_id, (garment,) in garments}


def run(command: str, folder: Path) -> None:
    """Run a command; what it prints is printed."""
    subprocess.run(['bash', '-c', command], cwd=folder, check=True, stderr=subprocess.STDOUT)


def run_page(command: str, folder: Path, num: int, *, browser: bool) -> None:
    """Run ``fashionkp label`` and label photos on its page."""
    truth = drawn_garments(folder / _TABLE)
    process = subprocess.Popen(
        ['bash', '-c', f'exec {command}'], cwd=folder, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        print(line, end='', flush=True)
        (label_in_browser if browser else send_labels)(line.split()[-1], truth, num)
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    finally:
        process.kill()
        process.wait()


def label_in_browser(url: str, truth: Mapping[str, LabelledGarment], num: int) -> None:
    """Label photos in Chromium: drag what is predicted wrong, set what is hidden or absent."""
    from labelling import Hand, LabelPage, chromium, label_photo

    window = chromium()
    try:
        page = LabelPage(window, Path())
        page.open(url)
        hand = Hand(page)
        for _ in range(num):
            page.wait(lambda: page.status.startswith(page.photo))
            photo = page.photo
            label_photo(hand, truth[photo], _TOLERANCE)
            page.wait(lambda photo=photo: page.photo != photo)
        print(f'[{num} photos, {hand.actions} actions]', flush=True)
        window.get('about:blank')
    finally:
        window.quit()


def send_labels(url: str, truth: Mapping[str, LabelledGarment], num: int) -> None:
    """Send labels as the page does, those of the least sure photos first."""

    def request(path: str, body: object = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f'{url}/label/{path}', data) as response:
            return json.load(response)

    while (overview := request('photos'))['predicting']:
        time.sleep(0.2)
    photos = [photo for photo in overview['photos'] if not photo['labelled']]
    for photo in sorted(photos, key=lambda each: each['sureness'])[:num]:
        name = photo['id']
        version = request(f'photo?{urllib.parse.urlencode(dict(id=name))}')['version']
        garments = [truth[name].as_dict()]
        request('save', dict(id=name, garments=garments, version=version))


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    if any(args.out.iterdir()):
        sys.exit(f'{args.out}: not empty: choose another folder')
    os.environ['PATH'] = f'{Path(sys.executable).parent}:{os.environ["PATH"]}'
    rows, nums = [], iter(args.labels)
    for command in commands():
        for change in args.replace:
            command = command.replace(*change.split('=', 1))
        print(f'$ {command}', flush=True)
        start = time.perf_counter(), processor_seconds()
        if command.startswith('fashionkp label '):
            run_page(command, args.out, next(nums), browser=not args.no_browser)
        else:
            run(command, args.out)
        rows.append((time.perf_counter() - start[0], processor_seconds() - start[1], command))
    print('\nseconds  of processors  command')
    for wall, processors, command in rows:
        print(f'{wall:7.0f}  {processors:13.0f}  {command}')
    print(f'{sum(row[0] for row in rows) / 60:.1f} minutes in all')


if __name__ == '__main__':
    main()
