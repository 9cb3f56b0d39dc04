"""A garment that only a file declares: trained, tested, scored, exported and predicted."""

import os
import subprocess
import sys
from pathlib import Path

from fashionkp.custom_garments import VARIABLE

ROOT = Path(__file__).parents[2]
FACTS = Path(__file__).with_name('jumpsuit_facts.py')


def test_every_step_works_with_a_declared_garment():
    """Runs the tests of a file in a process that knows the garment."""
    paths = [str(ROOT), *filter(None, [os.environ.get('PYTHONPATH')])]
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', str(FACTS)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            'PYTHONPATH': os.pathsep.join(paths),
            VARIABLE: str(ROOT / 'docs' / 'jumpsuit.toml'),
        },
    )
    assert done.returncode == 0, done.stdout
