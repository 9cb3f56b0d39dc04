"""Test of a custom garment, from training to prediction."""

import os
import subprocess
import sys
from pathlib import Path

from fashionkp.custom_garments import GARMENTS_VARIABLE

ROOT = Path(__file__).parents[2]
FACTS = Path(__file__).with_name('jumpsuit_facts.py')


def test_jumpsuit_facts_hold_in_a_process_that_knows_the_garment():
    paths = [str(ROOT), *filter(None, [os.environ.get('PYTHONPATH')])]
    result = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', str(FACTS)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **os.environ,
            'PYTHONPATH': os.pathsep.join(paths),
            GARMENTS_VARIABLE: str(ROOT / 'docs' / 'jumpsuit.toml'),
        },
    )
    assert result.returncode == 0, result.stdout
