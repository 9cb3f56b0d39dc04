"""Run ``fashionkp train`` under the name that it has in MMPose."""

import sys

from fashionkp.cli.main import main

if __name__ == '__main__':
    sys.exit(main(['train', *sys.argv[1:]]))
