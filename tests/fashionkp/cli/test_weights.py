"""``fashionkp weights``."""

import pytest

from fashionkp.cli.main import main

pytest.importorskip('torch')


def test_a_missing_source_is_named(tmp_path, capsys):
    out, source = tmp_path / 'lite0.pth', tmp_path / 'missing.pth'
    assert main(['weights', str(out), '--source', str(source)]) == 2
    assert str(source) in capsys.readouterr().err
    assert not out.exists()
