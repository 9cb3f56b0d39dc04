"""The container for ``fashionkp serve``: what can be known without building it, and its command."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import cv2
import pytest
from built_distributions import BUILD, ROOT, run, wheel_contents

from fashionkp import Predictor
from fashionkp.cli import serve
from fashionkp.synthetic.dataset import write_dataset

DOCKER = ROOT / 'docker'


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile with their arguments."""
    lines = (DOCKER / 'Dockerfile').read_text().splitlines()
    text = '\n'.join(line for line in lines if not line.startswith('#'))
    joined = re.sub(r'\\\n\s*', '', text)
    return [tuple(line.split(' ', 1)) for line in joined.splitlines() if line]


def arguments(name: str) -> list[str]:
    """Return the arguments of all instructions of a name."""
    return [value for instruction, value in instructions() if instruction == name]


def copied_paths() -> list[str]:
    """Return the paths that are copied from the checkout."""
    sources = [shlex.split(value)[:-1] for value in arguments('COPY') if '--from' not in value]
    return [path for paths in sources for path in paths]


def is_sent(path: str) -> bool:
    """Return whether ``.dockerignore`` lets a file pass: the last pattern that matches decides."""
    sent = True
    for line in (ROOT / '.dockerignore').read_text().splitlines():
        if line.startswith('#'):
            continue
        pattern = re.escape(line.lstrip('!')).replace(r'\*\*/', '(.*/)?').replace(r'\*', '[^/]*')
        pattern = pattern.replace(r'\[cod\]', '[cod]')
        if re.match(f'{pattern}(/|$)', path):
            sent = line.startswith('!')
    return sent


def test_every_copied_path_exists_and_is_sent():
    paths = copied_paths()
    assert {'docker/requirements.txt', 'fashionkp', 'setup.py'} <= {*paths}
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [path for path in paths if not is_sent(path)] == []


@pytest.mark.parametrize(
    'path',
    [
        *('.git/config', '.env', 'docs/index.md', 'tests/conftest.py', 'data/train.csv'),
        *('work_dirs/a.pth', 'tools/make_starter.py', 'docker/Dockerfile', 'fashionkp/.env'),
        *('fashionkp/__pycache__/a.txt', 'fashionkp/cli/a.pyc', '.venv/bin/python'),
    ],
)
def test_nothing_else_is_sent(path):
    assert not is_sent(path)


def test_the_files_that_are_sent_build_the_wheel_of_the_release(distributions, tmp_path):
    for file in ROOT.rglob('*'):
        path = file.relative_to(ROOT)
        if path.as_posix().startswith(tuple(copied_paths())) and is_sent(path.as_posix()):
            target = tmp_path / 'context' / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.is_file():
                target.write_bytes(file.read_bytes())
    command = [sys.executable, '-c', BUILD.format('wheel'), tmp_path]
    run(*command, cwd=tmp_path / 'context')
    (wheel,) = tmp_path.glob('*.whl')
    assert wheel_contents(wheel) == wheel_contents(distributions.wheel)


@pytest.mark.parametrize('name', ['requirements', 'build'])
def test_packages_have_the_locked_versions_and_checksums(name, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / 'tools')
    import lock_container

    names = set().union(*map(lock_container.closure, lock_container.RUNTIME))
    expected = lock_container.pins(names if name == 'requirements' else lock_container.BUILD)
    text = (DOCKER / f'{name}.txt').read_text().removeprefix(lock_container.HEADER)
    requirements = text.replace('\\\n', '').splitlines()
    assert [line.split()[0] for line in requirements] == expected
    assert all(re.search(r' --hash=sha256:[0-9a-f]{64}$', line) for line in requirements)
    (command,) = [command for command in steps() if f'docker/{name}.txt' in command]
    assert '--require-hashes' in command


def steps() -> list[str]:
    """Return the commands that build the image."""
    return [command for value in arguments('RUN') for command in value.split(' && ')]


def test_the_image_has_no_window_libraries_no_pytorch_and_no_root():
    names = re.findall(r'^([\w-]+)==', (DOCKER / 'requirements.txt').read_text(), re.MULTILINE)
    assert 'opencv-python-headless' in names
    assert not {'opencv-python', 'torch', 'torchvision', 'mmpose'} & {*names}
    last_stage = [name for name, _ in instructions()][::-1].index('FROM')
    users = [value for name, value in instructions()[-last_stage:] if name == 'USER']
    assert re.fullmatch(r'[1-9]\d*:[1-9]\d*', users[-1])


def command() -> list[str]:
    """Return what the container runs."""
    (entry,) = arguments('ENTRYPOINT')
    return json.loads(entry)


def health_check(port: int) -> list[str]:
    """Return the command that checks the container's health, for another port."""
    (value,) = arguments('HEALTHCHECK')
    python, *rest = json.loads(value.partition('CMD ')[2])
    assert python == 'python'
    return [sys.executable, *(word.replace(':8000/', f':{port}/') for word in rest)]


def test_it_serves_all_addresses_of_the_container_at_the_port_that_it_names():
    name, subcommand, *options = command()
    assert (name, subcommand) == ('fashionkp', 'serve')
    args = serve.parse_args(options)
    assert args.host == '0.0.0.0'
    assert arguments('EXPOSE') == [str(args.port)]
    assert f'http://127.0.0.1:{args.port}/health' in arguments('HEALTHCHECK')[0]


@pytest.fixture
def confined(tmp_path) -> list[str]:
    """Prefix of a command that runs as the container does: not as root, on a read-only disk.

    It may read what root may, since Python may be in a folder of root's.
    """
    read_only = 'mount -o remount,bind,ro / && exec "$@"'
    keep = ['--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search']
    user = ['setpriv', '--reuid=10001', '--regid=10001', '--clear-groups', '--no-new-privs', *keep]
    prefix = ['unshare', '--mount', 'sh', '-c', read_only, 'sh', *user]
    script = 'id -u; touch here 2>/dev/null || echo refused'
    tried = subprocess.run([*prefix, 'sh', '-c', script], cwd=tmp_path, capture_output=True)
    if tried.stdout.split() != [b'10001', b'refused']:
        pytest.skip('another user and a read-only disk need the rights of root')
    return prefix


@contextmanager
def running(command: list[str], folder: Path) -> Iterator[str]:
    """Run a server; yield its address."""
    environment = {**os.environ, 'HOME': '/nonexistent', 'TMPDIR': str(folder)}
    options = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with subprocess.Popen(command, cwd=folder, env=environment, **options) as server:
        try:
            first = server.stdout.readline()
            assert first, server.stderr.read()
            yield first.split()[-1].replace('0.0.0.0', '127.0.0.1')
        finally:
            server.terminate()
            server.communicate()
    assert server.returncode == 0


def large_form(url: str, photo: Path) -> Request:
    """Return a request with a form that has a photo as a bitmap of 3 MB."""
    bitmap = cv2.imencode('.bmp', cv2.resize(cv2.imread(str(photo)), (1000, 1000)))[1].tobytes()
    head = b'--end\r\nContent-Disposition: form-data; name="file"; filename="a.bmp"\r\n\r\n'
    kind = {'Content-Type': 'multipart/form-data; boundary=end'}
    return Request(url, head + bitmap + b'\r\n--end--\r\n', kind)


def test_its_command_predicts_without_root_and_without_writing(confined, program, tmp_path):
    for package in ('fastapi', 'uvicorn', 'onnxruntime'):
        pytest.importorskip(package)
    write_dataset(tmp_path / 'photos', 1, seed=3)
    (photo,) = (tmp_path / 'photos').rglob('*.jpg')
    before = sorted(tmp_path.rglob('*'))
    with running([*confined, *program, *command()[1:], '--port', '0'], tmp_path) as address:
        check = health_check(int(address.rpartition(':')[2]))
        assert subprocess.run(check, capture_output=True).returncode == 0
        with urlopen(f'{address}/predict', data=photo.read_bytes(), timeout=60) as response:
            found = json.load(response)
        # a form with a large file, which other servers write to a temporary file
        with urlopen(large_form(f'{address}/predict', photo), timeout=60) as response:
            assert json.load(response)['category'] == found['category']
    (expected,) = Predictor()([photo])
    assert found['category'] == expected.category
    assert sorted(tmp_path.rglob('*')) == before
    assert subprocess.run(check, capture_output=True).returncode != 0
