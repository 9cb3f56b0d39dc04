"""Outputs that are inputs, and outputs that cannot be written."""

import os
import subprocess
import sys

import pytest

from fashionkp.fileio.output_checks import (
    refuse_overwriting_inputs,
    require_writable,
    require_writable_folder,
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / 'a.csv'
    path.write_text('precious')
    return path


def test_an_output_that_is_an_input_is_refused_by_any_path(table, tmp_path, monkeypatch):
    (tmp_path / 'link.csv').symlink_to(table)
    os.link(table, tmp_path / 'hard.csv')
    (tmp_path / 'folder').symlink_to(tmp_path, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    for output in (table, 'a.csv', './a.csv', 'folder/a.csv', 'link.csv', 'hard.csv'):
        with pytest.raises(ValueError, match=f'^{output}: .*input'):
            refuse_overwriting_inputs(['new.csv', output], ['other.csv', table])
    with pytest.raises(ValueError, match=r's3://b/a\.csv: '):
        refuse_overwriting_inputs(['s3://b/a.csv'], ['s3://b/a.csv'])


def test_other_outputs_are_accepted(table, tmp_path):
    other = tmp_path / 'b.csv'
    other.write_text('old')
    refuse_overwriting_inputs([other, tmp_path / 'new.csv', 's3://b/a.csv'], [table, 's3://b/b'])
    refuse_overwriting_inputs([os.devnull], [os.devnull])
    refuse_overwriting_inputs([tmp_path / 'new.csv'], [tmp_path / 'new.csv'])  # neither exists


def test_a_check_leaves_nothing_behind(table, tmp_path):
    before = sorted(tmp_path.iterdir())
    (tmp_path / 'link.csv').symlink_to(tmp_path / 'new' / 'target.csv')
    for output in ('a.csv', 'b.csv', 'new/folder/b.csv', 'link.csv'):
        require_writable(tmp_path / output)
    require_writable_folder(tmp_path)
    require_writable_folder(tmp_path / 'new')
    require_writable('s3://bucket/a.csv')
    require_writable(os.devnull)
    (tmp_path / 'link.csv').unlink()
    assert sorted(tmp_path.iterdir()) == before
    assert table.read_text() == 'precious'


def test_what_cannot_be_written_is_named(table, tmp_path):
    (tmp_path / 'loop.csv').symlink_to('loop.csv')
    for output in (tmp_path, table / 'b.csv', tmp_path / f'{"x" * 300}.csv', tmp_path / 'loop.csv'):
        with pytest.raises(OSError, match=r'(?i)directory|name too long|symbolic links') as error:
            require_writable(output)
        assert error.value.filename == str(output)
    with pytest.raises(NotADirectoryError, match=r'a\.csv'):
        require_writable_folder(table)


def test_a_closed_folder_is_named_not_a_temporary_file(tmp_path, bound_by_modes):
    closed = tmp_path / 'read_only'
    closed.mkdir(mode=0o555)
    script = (
        'import sys; from fashionkp.fileio import output_checks as o; '
        'getattr(o, sys.argv[1])(sys.argv[2])'
    )
    for check, output in (
        ('require_writable', closed / 'a.csv'),
        ('require_writable', closed / 'new' / 'a.csv'),
        ('require_writable_folder', closed),
        ('require_writable_folder', closed / 'new'),
    ):
        command = [*bound_by_modes, sys.executable, '-c', script, check, str(output)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.stderr.splitlines()[-1] == (
            f"PermissionError: [Errno 13] Permission denied: '{output}'"
        )
