"""The public API of the light package."""

import subprocess
import sys

import pytest

import fashionkp


def test_every_public_name_is_there():
    assert {*fashionkp.__all__} <= {*dir(fashionkp)}
    for name in {*fashionkp.__all__} - {'__version__'}:
        assert getattr(fashionkp, name).__module__.startswith('fashionkp.')
    with pytest.raises(AttributeError, match='nothing'):
        fashionkp.nothing  # noqa: B018


def test_importing_the_package_imports_no_array_library():
    script = "import sys, fashionkp; print('numpy' in sys.modules, 'cv2' in sys.modules)"
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.stdout == 'False False\n', done.stderr
