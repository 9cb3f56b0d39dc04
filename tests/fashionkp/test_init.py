"""The public API of the light package."""

import os
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


def test_onnx_runtime_leaves_no_identifier_of_the_user(hand_model, tmp_path):
    pytest.importorskip('onnxruntime')
    script = (
        'import sys, numpy, fashionkp\n'
        'fashionkp.Predictor(sys.argv[1])(numpy.zeros((9, 9, 3), numpy.uint8))'
    )
    # without the variables that turn it off anyway
    off = ('CI', 'ORT_DISABLE_TELEMETRY', 'XDG_CACHE_HOME')
    environment = {name: value for name, value in os.environ.items() if name not in off}
    environment['HOME'] = str(tmp_path)
    command = [sys.executable, '-c', script, hand_model.path]
    subprocess.run(command, env=environment, check=True)
    assert [*tmp_path.iterdir()] == []
