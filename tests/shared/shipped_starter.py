"""Another model in the place of the starter model."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from fashionkp.model_zoo.catalogue import CATALOGUE, STARTER, RemoteFile


def ship_starter(model: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a copy of a model in a folder be the starter model; return its path."""
    path = folder / 'starter.onnx'
    path.write_bytes(model.read_bytes())
    monkeypatch.setattr('fashionkp.model_zoo.cache.SHIPPED', folder)
    file = RemoteFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    monkeypatch.setitem(CATALOGUE, STARTER, replace(CATALOGUE[STARTER], files=(file,)))
    return path
