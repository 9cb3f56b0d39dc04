"""The package onnxruntime-web of npm, which the repository does not have."""

import json
import os
from pathlib import Path

import pytest

from fashionkp.serving.web_runtime import FILES, PACKAGE, VERSION

VARIABLE = 'FASHIONKP_ONNXRUNTIME_WEB'
"""Environment variable with the path of the package, for the tests that need it."""


def real_package() -> Path:
    """Return the path of the package; the test is skipped if it is not given."""
    if VARIABLE not in os.environ:
        pytest.skip(f'{VARIABLE} does not name the file of "npm pack {PACKAGE}@{VERSION}"')
    return Path(os.environ[VARIABLE])


def fake_package(folder: Path, **manifest: str) -> Path:
    """Write a package whose files have their own names as content; return its folder."""
    (folder / 'dist').mkdir(parents=True)
    facts = dict(name=PACKAGE, version=VERSION) | manifest
    (folder / 'package.json').write_text(json.dumps(facts))
    for name in FILES:
        (folder / 'dist' / name).write_text(name)
    return folder
