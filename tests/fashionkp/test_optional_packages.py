"""Optional packages that are not installed."""

import sys

import pytest

from fashionkp.cli.main import main
from fashionkp.optional_packages import MissingPackage, check_installed, require


def test_a_missing_package_is_named_with_how_to_install_it():
    assert require('json.decoder', 'python').JSONDecoder
    with pytest.raises(MissingPackage, match=r"^no_such is not .*'fashionkp-mm\[ray\]'$"):
        require('no_such.data', 'fashionkp-mm[ray]')
    check_installed('json', 'python')
    with pytest.raises(MissingPackage, match=r"^no_such is not .*'x'$"):
        check_installed('no_such', 'x')


def test_a_command_ends_with_the_message(monkeypatch, capsys, hand_model):
    monkeypatch.setitem(sys.modules, 'onnxruntime', None)
    assert main(['predict', __file__, '--model', str(hand_model.path)]) == 2
    assert 'onnxruntime is not installed' in capsys.readouterr().err
