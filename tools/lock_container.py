"""Write ``docker/requirements.txt`` and ``docker/build.txt``: locked versions with checksums.

    python tools/lock_container.py

The versions are those of ``requirements/lock.txt``, which the tests were run with. pip looks up the
checksums of the wheels for Linux on x86-64 and on Arm, which ``pip install`` then requires.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from lock_requirements import LOCK, LOCK_START, ROOT, closure
from packaging.utils import canonicalize_name

from fashionkp.fileio.atomic_file import atomic_write

RUNTIME = ('core', 'runtime', 'serve')
"""Files of requirements whose packages the container has."""
HEADLESS = {'opencv-python': 'opencv-python-headless'}
"""Packages that are replaced; this one of the same version needs no libGL."""
BUILD = ('setuptools',)
"""Packages that build the wheel."""
PYTHON = '3.11'
MACHINES = ('x86_64', 'aarch64')
GLIBC = ('2_17', '2_24', '2_26', '2_27', '2_28')
"""Oldest versions that wheels may ask for; the image has a later one."""
HEADER = (
    '# Written by tools/lock_container.py: versions of requirements/lock.txt, with checksums.\n'
)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    return argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args(argv)


def locked_versions() -> dict[str, str]:
    """Return the versions in the lock file by the name of the package."""
    _, _, lines = LOCK.read_text(encoding='utf-8').partition(LOCK_START)
    return dict(line.split('==') for line in lines.splitlines())


def pins(names: Iterable[str]) -> list[str]:
    """Return locked requirements, sorted by name."""
    versions = locked_versions()
    return sorted(f'{HEADLESS.get(name, name)}=={versions[name]}' for name in names)


def checksums(requirements: Sequence[str], machine: str) -> dict[str, str]:
    """Return the SHA-256 of the wheel that pip takes for each requirement on a machine."""
    tags = [f'--platform=manylinux_{version}_{machine}' for version in GLIBC]
    target = ['--only-binary=:all:', f'--python-version={PYTHON}', *tags, '--target=unused']
    options = ['--dry-run', '--ignore-installed', '--no-deps', '--quiet', '--report=-']
    command = [sys.executable, '-m', 'pip', 'install', *options, *target, *requirements]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    items = json.loads(done.stdout)['install']
    return {
        f'{canonicalize_name(item["metadata"]["name"])}=={item["metadata"]["version"]}': sha256
        for item in items
        for sha256 in [item['download_info']['archive_info']['hashes']['sha256']]
    }


def write_locked(path: Path, requirements: Sequence[str]) -> None:
    """Write requirements with the checksums for all machines."""
    found = [checksums(requirements, machine) for machine in MACHINES]
    with atomic_write(path) as file:
        file.write(HEADER)
        for requirement in requirements:
            hashes = sorted({of_machine[requirement] for of_machine in found})
            file.write(' \\\n    '.join([requirement, *(f'--hash=sha256:{h}' for h in hashes)]))
            file.write('\n')


def main(argv: Sequence[str] | None = None) -> int:
    parse_args(argv)
    names = set().union(*map(closure, RUNTIME))
    write_locked(ROOT / 'docker' / 'requirements.txt', pins(names))
    write_locked(ROOT / 'docker' / 'build.txt', pins(BUILD))
    return 0


if __name__ == '__main__':
    sys.exit(main())
