"""Tests of the ignored warnings."""

import mmengine.logging


def test_only_the_message_of_onedl_is_skipped(capsys):
    mmengine.logging.print_log('Could not import OneDL. Skipping OneDL datasets.', level=10)
    assert capsys.readouterr().out == ''
    mmengine.logging.print_log('anything else')
    assert capsys.readouterr().out == 'anything else\n'
