"""Models by ``hf://`` URI, from a server on this machine in place of the Hub."""

import os
import subprocess
import sys

import numpy as np
import pytest

from fashionkp.images.writing import write_image
from fashionkp.model_zoo.hugging_face import hub_file
from fashionkp.optional_packages import MissingPackage

COMMIT = 'c' * 40


@pytest.fixture
def predict(program, file_server, hand_model, tmp_path):
    """Return a function that runs ``fashionkp predict`` with a URI."""
    pytest.importorskip('huggingface_hub')
    content = hand_model.path.read_bytes()
    headers = {'ETag': '"1"', 'X-Repo-Commit': COMMIT}
    for revision in ('main', 'v1.0', 'refs%2Fpr%2F1'):
        path = f'/some/repo/resolve/{revision}/deep/model.onnx'
        file_server.files[path], file_server.headers[path] = content, headers
    write_image(tmp_path / 'a.png', np.zeros((9, 9, 3), np.uint8))

    def run(uri, **environment):
        names = dict(HF_ENDPOINT=file_server.url, HF_HOME=str(tmp_path / 'hub'))
        return subprocess.run(
            [*program, 'predict', str(tmp_path / 'a.png'), '--model', uri],
            env={**os.environ, **names, 'HF_HUB_DISABLE_XET': '1', **environment},
            capture_output=True,
            text=True,
        )

    return run


def error_of(done):
    assert done.returncode == 2
    assert done.stdout == ''
    *_, last = done.stderr.splitlines()
    return last


def test_a_model_of_the_hub_is_downloaded_once_and_then_used_offline(predict, file_server):
    uri = 'hf://some/repo/deep/model.onnx'
    assert f'{uri}: not in the cache' in error_of(predict(uri, HF_HUB_OFFLINE='1'))
    first = predict(uri)
    assert first.returncode == 0, first.stderr
    assert '"category"' in first.stdout
    file_server.files.clear()
    requests = len(file_server.requests)
    for nowhere in (dict(HF_HUB_OFFLINE='1'), dict(HF_ENDPOINT='http://127.0.0.1:9')):
        assert predict(uri, **nowhere).stdout == first.stdout
    assert len(file_server.requests) == requests


@pytest.mark.parametrize('revision', ['v1.0', 'refs%2Fpr%2F1'])
def test_a_revision(predict, file_server, revision):
    done = predict(f'hf://some/repo@{revision}/deep/model.onnx')
    assert done.returncode == 0, done.stderr
    paths = {path for path, _ in file_server.requests}
    assert f'/some/repo/resolve/{revision}/deep/model.onnx' in paths


def test_what_is_missing_is_named(predict, file_server):
    path = '/some/repo/resolve/main/none.onnx'
    for code, reason in (
        ('EntryNotFound', 'no file none.onnx in some/repo'),
        ('RevisionNotFound', 'no revision v9 of some/repo'),
        ('RepoNotFound', 'no repository some/repo, or'),
        ('GatedRepo', 'access'),
    ):
        version = 'v9' if code == 'RevisionNotFound' else 'main'
        file_server.refused[path.replace('main', version)] = {'X-Error-Code': code}
        assert reason in error_of(predict(f'hf://some/repo@{version}/none.onnx'))


@pytest.mark.parametrize(
    'uri',
    ['hf://', 'hf://repo/a.onnx', 'hf://a/b', 'hf://a/b/model.pth', 'hf://a/b/pytorch_model.bin'],
)
def test_only_exported_models_are_loaded(uri):
    with pytest.raises(ValueError, match=r'expected an exported model, hf://USER/REPO'):
        hub_file(uri)


def test_without_huggingface_hub(monkeypatch):
    monkeypatch.setitem(sys.modules, 'huggingface_hub', None)
    with pytest.raises(MissingPackage, match='pip install huggingface_hub'):
        hub_file('hf://a/b/c.onnx')
