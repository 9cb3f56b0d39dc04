"""A command in a process of its own, which reads its declarations."""

import subprocess
import sys
from collections.abc import Callable

import pytest

_START = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'


@pytest.fixture
def run_command() -> Callable[..., subprocess.CompletedProcess]:
    """Return a function that runs ``fashionkp`` with arguments."""

    def run(*arguments: object) -> subprocess.CompletedProcess:
        command = [sys.executable, '-c', _START, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True)

    return run
