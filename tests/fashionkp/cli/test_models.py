"""``fashionkp models``: the list, and fetching."""

import signal
import subprocess
import sys

import pytest
from waiting import wait_until

from fashionkp.cli.main import main
from fashionkp.model_zoo.cache import model_folder


def test_the_list(add_entry, capsys):
    pair = add_entry('pair', {'a.bin': b'a', 'b.bin': b'b'}, verified_online=True)
    model_folder(pair).mkdir(parents=True)
    (model_folder(pair) / 'a.bin').write_bytes(b'a')
    assert main(['models']) == 0
    listed = capsys.readouterr().out
    shipped, first, second = listed.strip().split('\n\n')
    assert shipped.startswith('starter: ')
    assert 'Apache-2.0' in shipped
    assert 'fetched  yes, it comes with this package' in shipped
    assert first.startswith('deepfashion2-r50: ')
    for text in (
        '294',
        '1,781 MB, 13 files',
        'research',
        'openmmlab.com',
        'fetched  no',
        'not yet',
    ):
        assert text in first
    assert 'note' in first
    assert 'fetched  1 of 2 files' in second
    assert 'note' not in second
    assert main(['models', 'list']) == 0
    assert capsys.readouterr().out == listed


def test_the_starter_is_not_fetched(capsys):
    assert main(['models', 'fetch', 'starter']) == 0
    assert 'comes with this package' in capsys.readouterr().out


@pytest.mark.parametrize(
    ('digits', 'verified'), [(64, 'verified: all of the SHA-256'), (8, 'the first 8 hex digits')]
)
def test_fetching(add_entry, capsys, digits, verified):
    pair = add_entry('pair', {'a.bin': b'a', 'b.bin': b'b'}, digits=digits)
    assert main(['models', 'fetch', 'pair']) == 0
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == 'research only'
    assert err.count('research only') == 1
    assert f'pair: 2 files in {model_folder(pair)}' in out
    assert verified in out
    assert main(['models']) == 0
    assert f'fetched  yes, in {model_folder(pair)}' in capsys.readouterr().out


def error_of(capsys, *arguments):
    assert main(['models', *arguments]) == 2
    *_, last = capsys.readouterr().err.splitlines()
    return last


def test_errors_are_one_line(add_entry, file_server, capsys, monkeypatch):
    assert 'did you mean deepfashion2-r50?' in error_of(capsys, 'fetch', 'deepfashion2')
    add_entry('gone', {'gone.bin': b'gone'})
    file_server.files.clear()
    assert '404' in error_of(capsys, 'fetch', 'gone')
    monkeypatch.setitem(sys.modules, 'platformdirs', None)
    assert 'platformdirs is not installed' in error_of(capsys)


@pytest.mark.faults
@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_download_is_resumed(add_entry, file_server, cache, program, number, capsys):
    entry = add_entry('slow', {'slow.bin': bytes(5_000_000)})
    file_server.pause_after = 2_000_000
    script = f"""
import platformdirs
from pathlib import Path
from fashionkp.model_zoo.catalogue import CATALOGUE, ModelEntry, RemoteFile
platformdirs.user_cache_path = lambda name: Path({str(cache)!r}) / name
CATALOGUE['slow'] = {entry!r}
"""
    command = [*program[:2], script + program[2], 'models', 'fetch', 'slow']
    part = model_folder(entry) / '.slow.bin.part'
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        wait_until(lambda: part.exists() and part.stat().st_size > 1_000_000)
        process.send_signal(number)
        error = process.communicate(timeout=60)[1]
    if number == signal.SIGINT:
        assert process.returncode == 130
        assert error.splitlines()[-1].endswith('interrupted: the same command continues')
    assert [*model_folder(entry).glob('[!.]*')] == []
    file_server.pause_after = None
    assert main(['models', 'fetch', 'slow']) == 0
    assert file_server.requests[-1][1].startswith('bytes=')
    assert (model_folder(entry) / 'slow.bin').read_bytes() == bytes(5_000_000)
