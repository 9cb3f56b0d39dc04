"""Unpacking archives into a folder, which appears once it is complete."""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tqdm import tqdm

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import read_json
from fashionkp.progress import progress_bar
from fashionkp.unpacking.members import BROKEN, Member, archive_members
from fashionkp.unpacking.tidy import Part, part_name, target_path, tidy_up

_RECORD = '.unpacked.json'
_CHUNK = 2**20


@dataclass(frozen=True)
class Unpacked:
    """Result of unpacking archives.

    Attributes:
        parts: The data sets in the folder.
        left_out: Number of files in the archives that are neither tables nor images; 0 if they had
            been unpacked before.
    """

    parts: list[Part]
    left_out: int


def unpack(
    archives: Sequence[str | Path], folder: str | Path, *, show_progress: bool = False
) -> Unpacked:
    """Unpack the official downloads into one folder, with a sub-folder for each data set.

    Files go to a folder beside it, ``.NAME.unpacking``, which is renamed at the end. An interrupted
    run is resumed at the archive where it stopped; archives are not unpacked again.

    Args:
        archives: Archives (tar, tar.gz, zip, also within each other) and tables.
        folder: The folder to make.
        show_progress: Whether to show a progress bar.

    Raises:
        ValueError: If an archive is broken or unsafe, or two different files go to the same path.
        FileExistsError: If the folder, or the one beside it, exists and contains something else.
    """
    files, folder = [Path(path) for path in archives], Path(folder)
    sizes = {path.name: path.stat().st_size for path in files}
    if len(sizes) < len(files):
        raise ValueError('two archives have the same name: rename one')
    if folder.exists() and any(folder.iterdir()):
        if _read_record(folder)[0] != sizes:
            raise FileExistsError(
                f'{folder}: not empty, and not made of these archives: choose another folder'
            )
        return Unpacked(tidy_up(folder), 0)
    work = folder.with_name(f'.{folder.absolute().name}.unpacking')
    left_out = _unpack_all(files, work, sizes, show_progress=show_progress)
    parts = tidy_up(work)
    if not parts:
        raise ValueError(f'no table and no image in {", ".join(map(str, files))}')
    if folder.exists():
        folder.rmdir()
    work.rename(folder)
    return Unpacked(parts, left_out)


def _unpack_all(
    files: list[Path], work: Path, sizes: dict[str, int], *, show_progress: bool
) -> int:
    """Unpack the archives that are not unpacked yet; return how many files were left out.

    Args:
        files: The archives.
        work: Folder to unpack them to.
        sizes: Size of each archive by its name, bytes.
        show_progress: Whether to show a progress bar.
    """
    done: list[str] = []
    if os.path.lexists(work):
        archives, done = _read_record(work)
        if archives is None:
            raise FileExistsError(
                f'{work}: not of an interrupted run of unpack: rename or delete it'
            )
        if archives != sizes:
            shutil.rmtree(work)  # of a run with other archives
            done = []
    work.mkdir(parents=True, exist_ok=True)
    _write_record(work, sizes, done)
    left_out = bytes_before = 0
    bar = progress_bar(
        total=sum(sizes.values()), unit='B', unit_scale=True, unit_divisor=1024, show=show_progress
    )
    with bar:
        for path in files:
            if path.name not in done:
                left_out += _unpack_one(path, work, bar)
                done.append(path.name)
                _write_record(work, sizes, done)
            bytes_before += sizes[path.name]
            bar.update(bytes_before - bar.n)
    return left_out


def _unpack_one(path: Path, work: Path, bar: tqdm) -> int:
    """Unpack an archive, or copy a table; return how many files were left out."""
    left_out, bytes_before = 0, bar.n
    with path.open('rb') as file:
        if path.suffix.lower() == '.csv':
            _save(Member((path.name,), file), f'{part_name((path.name,))}/Annotations', work)
            return 0
        try:
            for member in archive_members(path, file):
                target = target_path(member.names)
                if target is None:
                    left_out += 1
                else:
                    _save(member, target.rpartition('/')[0], work)
                bar.update(bytes_before + file.tell() - bar.n)
        except BROKEN as error:
            raise ValueError(f'{path}: a broken archive ({error})') from None
        except OSError as error:
            if error.errno is not None:  # of the disk
                raise
            raise ValueError(f'{path}: a broken archive ({error})') from None  # of bzip2
    return left_out


def _save(member: Member, folder: str, work: Path) -> None:
    path = work / folder / member.names[-1].rpartition('/')[2]
    if path.exists():
        if not _has_content(path, member.content):
            raise ValueError(f'{": ".join(member.names)}: differs from another {path.name}')
        return
    with atomic_write(path, 'wb') as file:
        while data := member.content.read(_CHUNK):
            file.write(data)


def _has_content(path: Path, content: IO[bytes]) -> bool:
    with path.open('rb') as file:
        while data := content.read(_CHUNK):
            if file.read(len(data)) != data:
                return False
        return not file.read(1)


def _read_record(folder: Path) -> tuple[dict[str, int] | None, list[str]]:
    """Return which archives a folder is made of, and the names of those that are unpacked.

    The first is None for a folder without a valid record, which :func:`unpack` has not made; an
    empty folder is made of no archives.
    """
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        return {}, []
    try:
        record = read_json(folder / _RECORD)
        return record.get('archives', dict), [str(name) for name in record.get('done', list)]
    except (OSError, ValueError):
        return None, []


def _write_record(folder: Path, archives: dict[str, int], done: list[str]) -> None:
    with atomic_write(folder / _RECORD) as file:
        json.dump({'archives': archives, 'done': done}, file, indent=1)
