"""The program ``fashionkp test``, for those who run MMPose's tools from a checkout."""

import sys

from fashionkp.cli.main import main

if __name__ == '__main__':
    sys.exit(main(['test', *sys.argv[1:]]))
