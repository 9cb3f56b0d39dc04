"""Marks at the start or the end of files."""

import pytest

from fashionkp.fileio.marks import has_mark


@pytest.mark.parametrize(
    ('content', 'expected'),
    [
        (b'', False),
        (b'made', True),
        (b'x' * 400 + b'made' + b'x' * 9000, True),
        (b'x' * 9000 + b'made' + b'x' * 400, True),
        (b'x' * 5000 + b'made' + b'x' * 5000, False),
        (b'mad', False),
    ],
)
def test_a_mark_is_near_the_start_or_the_end(tmp_path, content, expected):
    path = tmp_path / 'file'
    path.write_bytes(content)
    assert has_mark(path, 'made') is expected


def test_folders_links_and_missing_files_have_none(tmp_path):
    (tmp_path / 'file').write_bytes(b'made')
    (tmp_path / 'link').symlink_to('file')
    assert [has_mark(tmp_path / name, 'made') for name in ('file', 'link', 'none', '.')] == [
        True,
        False,
        False,
        False,
    ]
