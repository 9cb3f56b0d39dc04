"""``fashionkp mmpose`` without MMPose; the tools are tested with the plugin."""

import pytest

from fashionkp.cli.main import main
from fashionkp.cli.mmpose import TOOLS


def test_the_help_lists_every_tool(capsys):
    with pytest.raises(SystemExit) as stop:
        main(['mmpose', '--help'])
    assert stop.value.code == 0
    listed = [
        line.split()[0]
        for line in capsys.readouterr().out.partition('tools:')[2].split('\n')
        if line
    ]
    assert listed == sorted(TOOLS)


def test_an_unknown_tool_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit) as stop:
        main(['mmpose', 'browse'])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert "'browse'" in error
    assert all(name in error for name in TOOLS)
