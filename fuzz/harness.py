"""Runs a target on inputs that lead to new code, until the time is over or one breaks it."""

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

FINDINGS = Path(__file__).parent / 'findings'
"""Where the input is kept that broke a target; give it to the target's script to see it again."""


def run(target: Callable[[bytes], None], seeds: Iterable[bytes], words: Iterable[str]) -> None:
    """Fuzz until a limit of the command line is reached, such as ``-max_total_time=SECONDS``.

    A file of the command line is the only input that is tried, a folder keeps the inputs that led
    to new code for the next time.

    Args:
        target: Takes an input; what it raises is a finding.
        seeds: Inputs to begin with.
        words: What inputs are likely to be made of.
    """
    FINDINGS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, 'corpus')
        corpus.mkdir()
        for i, seed in enumerate(seeds):
            (corpus / str(i)).write_bytes(seed)
        dictionary = Path(folder, 'words')
        dictionary.write_text(''.join(f'"{_quoted(word)}"\n' for word in words))
        options = [f'-dict={dictionary}', f'-artifact_prefix={FINDINGS}/', '-rss_limit_mb=4096']
        if not any(Path(argument).is_file() for argument in sys.argv[1:]):
            options.append(str(corpus))
        atheris.Setup([*sys.argv, *options], target)
        atheris.Fuzz()


def _quoted(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return ''.join(f'\\x{byte:02x}' for byte in word.encode('utf-8', 'surrogateescape'))
