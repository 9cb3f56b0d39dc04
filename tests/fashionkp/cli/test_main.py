"""The console command: help of every sub-command without slow imports, errors without traceback."""

import importlib
import re
import subprocess
import sys

import pytest

from fashionkp.cli.main import COMMANDS, main
from fashionkp.version import __version__

_SCRIPT = """
import sys
from fashionkp.cli.main import main
try:
    main({arguments})
except SystemExit as stop:
    slow = [name for name in ('numpy', 'cv2', 'torch', 'mmengine') if name in sys.modules]
    sys.exit(f'imported {{slow}}' if slow else stop.code)
"""


@pytest.mark.parametrize('command', [None, *COMMANDS])
def test_help_of_every_command_needs_no_slow_import(command):
    arguments = [command, '--help'] if command else ['--help']
    script = _SCRIPT.format(arguments=arguments)
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f'usage: fashionkp {command or ""}'.rstrip())


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit):
        main(['--help'])
    printed = capsys.readouterr().out
    for name, text in COMMANDS.items():
        assert name in printed
        assert text in printed


_OLD_SPELLINGS = [
    (['convert', 'a.csv', '-o', 'b.csv'], ['--from', 'own'], ['--from', 'wide']),
    (['doctor', 'data'], ['--no-pictures'], ['--no-images']),
    (['predict_arguments', 'a.jpg'], ['--second-look'], ['--refine-crop']),
    (['report', '--gt', 'a.csv', '--pred', 'b.csv', '-o', 'r'], ['--no-pictures'], ['--no-images']),
    (['stats', 'data'], ['--no-pictures'], ['--no-images']),
]


@pytest.mark.parametrize(('command', 'old', 'new'), _OLD_SPELLINGS, ids=lambda given: given[0])
def test_old_spellings_work_but_are_not_in_the_help(command, old, new, capsys):
    name, *arguments = command
    parse_args = importlib.import_module(f'fashionkp.cli.{name}').parse_args
    assert parse_args([*arguments, *old]) == parse_args([*arguments, *new])
    assert parse_args([*arguments, *old]) != parse_args(arguments)
    with pytest.raises(SystemExit):
        parse_args(['--help'])
    assert not re.search(rf'[\[,]{old[-1]}[\],]', capsys.readouterr().out)


def test_version(capsys):
    with pytest.raises(SystemExit) as stop:
        main(['--version'])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f'fashionkp {__version__}\n'


def test_an_unknown_command_is_rejected(capsys):
    with pytest.raises(SystemExit) as stop:
        main(['fly'])
    assert stop.value.code == 2
    assert 'score' in capsys.readouterr().err


def test_invalid_input_gives_one_message_and_status_2(tmp_path, capsys):
    missing = str(tmp_path / 'no.csv')
    assert main(['score', '--gt', missing, '--pred', missing]) == 2
    captured = capsys.readouterr()
    assert captured.out == ''
    assert captured.err.startswith('fashionkp score: ')
    assert 'no.csv' in captured.err
    assert 'Traceback' not in captured.err


def test_a_closed_pipe_ends_the_command_quietly():
    """As in ``| head -1``, with more and with less output than a buffer holds."""
    script = (
        'import sys\n'
        'from fashionkp.cli import measure\n'
        'from fashionkp.cli.main import main\n'
        "measure.main = lambda argv: print('x' * int(argv[0]))\n"
        "sys.exit(main(['measure', sys.argv[1]]))\n"
    )
    for options in (['-c', script, '9'], ['-c', script, '1000000'], ['-u', '-c', script, '9']):
        command = [sys.executable, *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.close()
            assert process.stderr.read() == b''
            assert process.wait() == 141


def test_a_broken_pipe_elsewhere_is_an_error():
    script = (
        'from fashionkp.cli import measure\n'
        'from fashionkp.cli.main import main\n'
        'def broken(argv):\n'
        "    raise BrokenPipeError('of a worker')\n"
        'measure.main = broken\n'
        "main(['measure'])\n"
    )
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.returncode == 1
    assert 'of a worker' in done.stderr


def test_system_errors_name_the_file_first(tmp_path, capsys):
    main(['convert', str(tmp_path / 'no.json'), '-o', str(tmp_path / 'a.csv')])
    printed = capsys.readouterr().err
    assert printed == f'fashionkp convert: {tmp_path / "no.json"}: No such file or directory\n'
