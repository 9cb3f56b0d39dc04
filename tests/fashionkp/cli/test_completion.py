"""Completion of command lines, in bash as a user would have it."""

import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from fashionkp.cli.main import COMMANDS, main
from fashionkp.cli.parsers import command_parser

COMPLETE = """
source {script}
while read -r line; do
    IFS=' ' read -ra COMP_WORDS <<< "$line"
    [[ $line == *' ?' ]] && COMP_WORDS[-1]=''
    COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )) COMPREPLY=()
    _shtab_fashionkp
    echo "${{COMPREPLY[*]}}"
done
"""


def printed(shell, capsys):
    if find_spec('shtab') is None:
        pytest.skip('no shtab')
    with pytest.raises(SystemExit) as end:
        main(['--print-completion', shell])
    assert not end.value.code
    return capsys.readouterr().out


@pytest.fixture
def complete(tmp_path, capsys):
    """Return a function from lines, whose last word is begun or ``?``, to what completes it."""
    if shutil.which('bash') is None:
        pytest.skip('no bash')
    script = tmp_path / 'completion.bash'
    script.write_text(printed('bash', capsys))

    def run(*lines):
        done = subprocess.run(
            ['bash', '-c', COMPLETE.format(script=script)],
            input='\n'.join([*lines, '']),
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.stderr == ''
        return [line.split() for line in done.stdout.splitlines()]

    return run


def test_commands_choices_and_files_are_completed(complete, tmp_path):
    (tmp_path / 'photos').mkdir()
    (tmp_path / 'photo.jpg').touch()
    commands, choices, files, models, tools = complete(
        'fashionkp pre',
        'fashionkp predict --engine ?',
        'fashionkp predict pho',
        'fashionkp models ?',
        'fashionkp mmpose print',
    )
    assert commands == ['predict']
    assert sorted(choices) == ['local', 'ray']
    assert sorted(files) == ['photo.jpg', 'photos']
    assert 'fetch' in models
    assert tools == ['print_config']


def test_the_options_of_every_command_are_completed(complete):
    lines = [f'fashionkp {command} --' for command in COMMANDS]
    for command, found in zip(COMMANDS, complete(*lines), strict=True):
        help_text = command_parser(command).format_help()
        assert '--help' in found
        assert [name for name in found if name not in help_text] == []
    by_command = dict(zip(COMMANDS, complete(*lines), strict=True))
    assert {'--model', '--any-rotation', '--resume'} <= {*by_command['predict']}
    assert {'--cfg-options', '--resume'} <= {*by_command['train']}


def test_the_script_for_zsh_names_every_command(capsys):
    script = printed('zsh', capsys)
    assert script.startswith('#compdef fashionkp')
    assert [name for name in COMMANDS if f"\n    {name}:'" not in script] == []


def test_without_shtab_the_message_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, 'shtab', None)
    with pytest.raises(SystemExit) as end:
        main(['--print-completion', 'bash'])
    assert end.value.code == 2
    assert 'fashionkp: shtab is not installed: pip install shtab' in capsys.readouterr().err
