"""The source archive and the wheel, built as ``python -m build`` does, and what they require."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from shutil import copytree, ignore_patterns

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, '-m', 'pip', '--disable-pip-version-check']
BUILD = 'import sys; from setuptools import build_meta; build_meta.build_{}(sys.argv[1])'


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ignored(folder: str, names: list[str]) -> set[str]:
    """Return the names of caches, and of what a user keeps in a checkout: data, models, ..."""
    generated = ignore_patterns('.*', '__pycache__', '*.egg-info')(folder, names)
    top = {'build', 'data', 'demo_output', 'dist', 'shared', 'venv', 'work_dirs'}
    return generated | (top if Path(folder) == ROOT else set())


@dataclass(frozen=True)
class Distributions:
    """What is uploaded for a release, and the wheel that pip builds from the source archive.

    Attributes:
        sdist: The source archive.
        wheel: The wheel, built from the checkout.
        wheel_of_sdist: The wheel, built from the source archive.
    """

    sdist: Path
    wheel: Path
    wheel_of_sdist: Path


def build_distributions(folder: Path) -> Distributions:
    """Build them from a copy of the checkout, without network."""
    tree = copytree(ROOT, folder / 'tree', ignore=ignored)
    for kind in ('sdist', 'wheel'):
        run(sys.executable, '-c', BUILD.format(kind), folder / kind, cwd=tree)
    (sdist,) = (folder / 'sdist').iterdir()
    options = ['--no-deps', '--no-build-isolation', '--no-index', '--wheel-dir', folder / 'again']
    run(*PIP, 'wheel', *options, sdist, cwd=folder)
    (wheel,), (again,) = ((folder / name).glob('*.whl') for name in ('wheel', 'again'))
    return Distributions(sdist, wheel, again)


def wheel_contents(wheel: Path) -> dict[str, int]:
    """Return the checksums of the files in a wheel by name; that of RECORD is left out."""
    with zipfile.ZipFile(wheel) as file:
        return {
            item.filename: item.CRC for item in file.infolist() if 'RECORD' not in item.filename
        }


def requirements(*names: str) -> list[str]:
    """Return the names of the packages in ``requirements/<name>.txt`` that this Python needs."""
    files = [ROOT / 'requirements' / f'{name}.txt' for name in names]
    lines = [line.partition('#')[0].strip() for file in files for line in file.open()]
    return [
        requirement.name
        for requirement in map(Requirement, filter(None, lines))
        if applies(requirement)
    ]


def applies(requirement: Requirement) -> bool:
    return not requirement.marker or requirement.marker.evaluate({'extra': ''})


def with_dependencies(*names: str) -> set[str]:
    """Return the named distributions and, recursively, those that they require."""
    distributions = set(names)
    for name in names:
        required = map(Requirement, metadata.requires(name) or ())
        distributions |= with_dependencies(*(line.name for line in required if applies(line)))
    return distributions


def link_packages(names: Sequence[str], folder: Path) -> None:
    """Make installed distributions, and what they require, importable from a folder."""
    for name in with_dependencies(*names):
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or ()} - {'..', '__pycache__'}:
            link = folder / top
            if not link.is_symlink():  # several distributions may share a namespace package
                link.symlink_to(Path(str(distribution.locate_file(top))))
