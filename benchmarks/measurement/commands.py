"""The command ``fashionkp`` in a process of its own."""

import sys

_SCRIPT = 'import sys; from fashionkp.cli.main import main; sys.exit(main())'

FASHIONKP = [sys.executable, '-c', _SCRIPT]
"""First words of the command, for :mod:`subprocess`."""
