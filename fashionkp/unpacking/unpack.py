"""Unpacking archives into a folder that appears, complete, when all is there."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.progress import progress_bar
from fashionkp.unpacking.members import BROKEN, Member, archive_members
from fashionkp.unpacking.tidy import Part, part_name, place, tidy_up

_RECORD = '.unpacked.json'
_CHUNK = 2**20


@dataclass(frozen=True)
class Unpacked:
    """What became of archives.

    Attributes:
        parts: The data sets that are there now.
        left_out: Files of the archives that are neither tables nor images; 0 where they were
            unpacked before.
    """

    parts: list[Part]
    left_out: int


def unpack(
    archives: Sequence[str | Path], folder: str | Path, *, show_progress: bool = False
) -> Unpacked:
    """Unpack the official downloads into one folder, a data set a sub-folder.

    The work is done in a folder beside, ``.NAME.unpacking``, which takes its name at the end. A run
    that was interrupted is gone on with from the archive it had come to, and one that was done
    before is not done again.

    Args:
        archives: Files of the kinds tar, tar.gz and zip, also within each other, and tables.
        folder: What to make.
        show_progress: Whether to show a progress bar.

    Returns:
        What stands in the folder.

    Raises:
        ValueError: An archive is broken or not to be trusted, or two files that differ go to the
            same place.
        FileExistsError: The folder is there and holds something else.
    """
    files, folder = [Path(path) for path in archives], Path(folder)
    wanted = {path.name: path.stat().st_size for path in files}
    if len(wanted) < len(files):
        raise ValueError('two archives have the same name: rename one')
    if folder.exists() and any(folder.iterdir()):
        if _record(folder).get('archives') != wanted:
            raise FileExistsError(
                f'{folder}: not empty, and not made of these archives: choose another folder'
            )
        return Unpacked(tidy_up(folder), 0)
    work = folder.with_name(f'.{folder.absolute().name}.unpacking')
    bar = progress_bar(
        total=sum(wanted.values()), unit='B', unit_scale=True, unit_divisor=1024, show=show_progress
    )
    with bar:
        left_out = _unpack_all(files, work, wanted, bar)
    parts = tidy_up(work)
    if not parts:
        raise ValueError(f'no table and no image in {", ".join(map(str, files))}')
    if folder.exists():
        folder.rmdir()
    work.rename(folder)
    return Unpacked(parts, left_out)


def _unpack_all(files: list[Path], work: Path, wanted: dict[str, int], bar: tqdm) -> int:
    """Unpack what is not yet unpacked; returns how many files were left out."""
    done = []
    if work.exists():
        if _record(work).get('archives') == wanted:
            done = _record(work)['done']
        else:
            shutil.rmtree(work)  # of a run with other archives
    work.mkdir(parents=True, exist_ok=True)
    _write_record(work, wanted, done)
    left_out = before = 0
    for path in files:
        if path.name not in done:
            left_out += _unpack_one(path, work, bar)
            done.append(path.name)
            _write_record(work, wanted, done)
        before += wanted[path.name]
        bar.update(before - bar.n)
    return left_out


def _unpack_one(path: Path, work: Path, bar: tqdm) -> int:
    """Unpack an archive, or take a table as it is; returns how many files were left out."""
    left_out, before = 0, bar.n
    with path.open('rb') as file:
        if path.suffix.lower() == '.csv':
            _save(Member((path.name,), file), f'{part_name((path.name,))}/Annotations', work)
            return 0
        try:
            for member in archive_members(path, file):
                target = place(member.places)
                if target is None:
                    left_out += 1
                else:
                    _save(member, target.rpartition('/')[0], work)
                bar.update(before + file.tell() - bar.n)
        except BROKEN as error:
            raise ValueError(f'{path}: a broken archive ({error})') from None
    return left_out


def _save(member: Member, folder: str, work: Path) -> None:
    path = work / folder / member.places[-1].rpartition('/')[2]
    if path.exists():
        if not _same(path, member.content):
            raise ValueError(f'{": ".join(member.places)}: differs from another {path.name}')
        return
    with atomic_write(path, 'wb') as file:
        while data := member.content.read(_CHUNK):
            file.write(data)


def _same(path: Path, content: IO[bytes]) -> bool:
    with path.open('rb') as file:
        while data := content.read(_CHUNK):
            if file.read(len(data)) != data:
                return False
        return not file.read(1)


def _record(folder: Path) -> dict[str, Any]:
    path = folder / _RECORD
    return json.loads(path.read_text()) if path.is_file() else {}


def _write_record(folder: Path, archives: dict[str, int], done: list[str]) -> None:
    with atomic_write(folder / _RECORD) as file:
        json.dump({'archives': archives, 'done': done}, file, indent=1)
