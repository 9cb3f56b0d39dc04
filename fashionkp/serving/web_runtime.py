"""onnxruntime-web, which runs exported models in browsers: from npm's package or the cache."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path

from fashionkp.model_zoo.cache import has_checksum, lock_folder
from fashionkp.model_zoo.catalogue import RemoteFile
from fashionkp.model_zoo.download import download
from fashionkp.optional_packages import require

PACKAGE = 'onnxruntime-web'
VERSION = '1.30.0'
"""The version that the page is tested with."""

ARCHIVE = RemoteFile(
    f'https://registry.npmjs.org/{PACKAGE}/-/{PACKAGE}-{VERSION}.tgz',
    'd2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71',
)
"""What ``npm pack`` fetches; 33 MB, of which :data:`FILES` are used."""

FILES = {
    'ort.wasm.min.mjs': 'ort.wasm.min.js',
    'ort-wasm-simd-threaded.mjs': 'ort-wasm-simd-threaded.js',
    'ort-wasm-simd-threaded.wasm': 'ort-wasm-simd-threaded.wasm',
    'ort.webgpu.min.mjs': 'ort.webgpu.min.js',
    'ort-wasm-simd-threaded.asyncify.mjs': 'ort-wasm-simd-threaded.asyncify.js',
    'ort-wasm-simd-threaded.asyncify.wasm': 'ort-wasm-simd-threaded.asyncify.wasm',
}
"""Files of the package's folder ``dist``, and their names in the page: some servers do not send
``.mjs`` as a script, which browsers then refuse."""

_MANIFEST = 'package.json'
_BY_HAND = f'run "npm pack {PACKAGE}@{VERSION}", and name the file with --runtime'


def runtime_files(source: Path | None, report: Callable[[str], None]) -> dict[str, bytes]:
    """Return the files of onnxruntime-web that a page needs.

    Args:
        source: The package: an archive that ``npm pack onnxruntime-web`` writes, or its folder in
            ``node_modules``. None for the archive in the cache, which is downloaded if missing.
        report: Called with lines for the user, such as before a download.

    Returns:
        Their contents by their names in the page.

    Raises:
        OSError: If it does not exist, cannot be read, or cannot be downloaded.
        ValueError: If it is another package, or lacks a file.
    """
    path = _cached_archive(report) if source is None else source
    contents = _folder_files(path) if path.is_dir() else _archive_files(path)
    manifest = json.loads(contents.pop(_MANIFEST, b'{}'))
    if manifest.get('name') != PACKAGE:
        raise ValueError(f'{path}: not the package {PACKAGE} of npm: {_BY_HAND}')
    version = manifest.get('version')
    if missing := [name for name in FILES if name not in contents]:
        raise ValueError(
            f'{path}: {PACKAGE} {version} has no dist/{missing[0]}: expected version {VERSION}: '
            f'{_BY_HAND}'
        )
    if version != VERSION:
        report(f'{path}: {PACKAGE} {version}: the page is tested with {VERSION}')
    return {target: contents[name] for name, target in FILES.items()}


def _folder_files(folder: Path) -> dict[str, bytes]:
    paths = {_MANIFEST: folder / _MANIFEST} | {name: folder / 'dist' / name for name in FILES}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def _archive_files(path: Path) -> dict[str, bytes]:
    if not path.is_file():
        raise FileNotFoundError(f'no file or folder {path}: {_BY_HAND}')
    members = {f'package/{_MANIFEST}': _MANIFEST} | {f'package/dist/{name}': name for name in FILES}
    contents = {}
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                name = members.get(member.name)
                if name is not None and (file := archive.extractfile(member)) is not None:
                    contents[name] = file.read()
    except (tarfile.TarError, EOFError) as error:
        raise ValueError(f'{path}: not an archive of npm: {error}: {_BY_HAND}') from None
    return contents


def _cached_archive(report: Callable[[str], None]) -> Path:
    """Return the archive in the cache, downloaded first if it is not there or damaged."""
    folder = require('platformdirs').user_cache_path('fashionkp') / PACKAGE
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ARCHIVE.name
    with lock_folder(folder, lambda: report(f'{PACKAGE}: waiting: another process downloads it')):
        if not path.is_file() or not has_checksum(path, ARCHIVE):
            report(f'downloading {ARCHIVE.url} (33 MB, MIT licence) to {folder}')
            try:
                download(ARCHIVE, path)
            except ConnectionError as error:
                raise ConnectionError(f'{error}: with a connection, {_BY_HAND}') from None
    return path
