"""Run ``fashionkp``, killed by SIGKILL: ``killed_command.py NAME ARGUMENTS...``.

It is killed when the file NAME is complete and about to replace the one that has its name.
"""

import os
import signal
import sys

from fashionkp.cli.main import main


def kill_before_replacing(name: str) -> None:
    """Let ``os.replace`` kill this process when the target has this name."""
    replace = os.replace

    def replace_or_kill(source, target):
        if os.path.basename(target) == name:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)

    os.replace = replace_or_kill


if __name__ == '__main__':
    kill_before_replacing(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
