"""The command ``fashionkp`` ended by SIGKILL: ``killed_command.py NAME ARGUMENTS...``.

It is killed when all of the file NAME is written and about to be put in its place.
"""

import os
import signal
import sys

from fashionkp.cli.main import main


def die_while_writing(name: str) -> None:
    replace = os.replace

    def replace_or_die(source, target):
        if os.path.basename(target) == name:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)

    os.replace = replace_or_die


if __name__ == '__main__':
    die_while_writing(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
