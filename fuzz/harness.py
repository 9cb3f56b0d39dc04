"""Runs a target on inputs that reach new code, until time is up or an input makes it fail."""

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

FINDINGS = Path(__file__).parent / 'findings'
"""Folder for inputs that made a target fail; give one to the target's script to reproduce it."""


def run(target: Callable[[bytes], None], seeds: Iterable[bytes], words: Iterable[str]) -> None:
    """Fuzz until a limit on the command line is reached, such as ``-max_total_time=SECONDS``.

    A file on the command line is run as the only input; a folder stores the inputs that reach new
    code, for the next run.

    Args:
        target: Called with an input; any exception is a finding.
        seeds: Inputs to begin with.
        words: Parts of likely inputs.
    """
    FINDINGS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, 'corpus')
        corpus.mkdir()
        for i, seed in enumerate(seeds):
            (corpus / str(i)).write_bytes(seed)
        dictionary = Path(folder, 'words')
        dictionary.write_text(''.join(f'"{_escape(word)}"\n' for word in words))
        options = [f'-dict={dictionary}', f'-artifact_prefix={FINDINGS}/', '-rss_limit_mb=4096']
        if not any(Path(argument).is_file() for argument in sys.argv[1:]):
            options.append(str(corpus))
        atheris.Setup([*sys.argv, *options], target)
        atheris.Fuzz()


def _escape(word: str) -> str:
    """Return a word as in a dictionary of libFuzzer."""
    return ''.join(f'\\x{byte:02x}' for byte in word.encode('utf-8', 'surrogateescape'))
