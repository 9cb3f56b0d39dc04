"""Standard output and error that are closed or full."""

import os
import subprocess
import sys

import pytest

_COMMAND = (
    'import sys\n'
    'from fashionkp.cli import measure\n'
    'from fashionkp.cli.main import main\n'
    'def run(argv):\n'
    "    open(argv[0], 'w').close()\n"
    '    {body}\n'
    'measure.main = run\n'
    "sys.exit(main(['measure', sys.argv[1]]))\n"
)
_PRINTS, _FAILS = "print('x' * 9)", "raise ValueError('no good')"


def _run(tmp_path, body, redirection, *, unbuffered=''):
    script = _COMMAND.format(body=body)
    command = [sys.executable, '-c', script, str(tmp_path / 'new.txt')]
    shell = ['bash', '-c', f'exec "$@" {redirection}', 'bash', *command]
    env = {**os.environ, 'PYTHONUNBUFFERED': unbuffered}
    return subprocess.run(shell, capture_output=True, text=True, env=env)


@pytest.mark.parametrize(
    ('redirection', 'reason'),
    [('>&-', 'Bad file descriptor'), ('>/dev/full', 'No space left on device')],
)
def test_output_that_is_lost_is_an_error(tmp_path, redirection, reason):
    done = _run(tmp_path, _PRINTS, redirection)
    assert (done.returncode, done.stderr) == (2, f'fashionkp measure: standard output: {reason}\n')
    assert (tmp_path / 'new.txt').read_text() == ''  # it got no descriptor that is printed to
    done = _run(tmp_path, _PRINTS, redirection, unbuffered='1')
    assert done.returncode == 2
    assert done.stderr in {
        f'fashionkp measure: {name}{reason}\n' for name in ('', 'standard output: ')
    }


def test_a_command_that_prints_nothing_needs_no_standard_output(tmp_path):
    done = _run(tmp_path, 'pass', '>&-')
    assert (done.returncode, done.stderr) == (0, '')


def test_an_error_without_standard_error_is_not_printed_as_output(tmp_path):
    done = _run(tmp_path, _FAILS, '2>&-')
    assert (done.returncode, done.stdout) == (2, '')
