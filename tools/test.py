"""Run ``fashionkp test`` under the name that it has in MMPose."""

import sys

from fashionkp.cli.main import main

if __name__ == '__main__':
    sys.exit(main(['test', *sys.argv[1:]]))
