"""The program ``fashionkp train``, for those who run MMPose's tools from a checkout."""

import sys

from fashionkp.cli.main import main

if __name__ == '__main__':
    sys.exit(main(['train', *sys.argv[1:]]))
