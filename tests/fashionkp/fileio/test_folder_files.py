"""Files of folders: what is used, what is left out, links."""

import pytest

from fashionkp.fileio.folder_files import files_in, left_out_text


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def names(folder, paths):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_hidden_and_other_files_are_left_out_and_listed(tmp_path):
    make(tmp_path, 'b.jpg', 'a/c.JPG', 'a/d.heic', '._b.jpg', 'notes', 'Thumbs.db')
    make(tmp_path, '.thumbnails/b.jpg', '@eaDir/b.jpg', '__MACOSX/b.jpg')
    (tmp_path / 'folder.jpg').mkdir()
    (tmp_path / 'nowhere.jpg').symlink_to('no.jpg')
    files = files_in(tmp_path, ('.jpg',))
    assert names(tmp_path, files.used) == ['a/c.JPG', 'b.jpg']
    assert names(tmp_path, files.left_out) == [
        *('._b.jpg', '.thumbnails', '@eaDir', 'Thumbs.db', '__MACOSX'),
        *('a/d.heic', 'notes', 'nowhere.jpg'),
    ]


def test_links_are_followed_but_not_around(tmp_path):
    make(tmp_path, 'photos/a.jpg', 'shop/b.jpg')
    (tmp_path / 'shop' / 'linked').symlink_to(tmp_path / 'photos')
    (tmp_path / 'shop' / 'again').symlink_to(tmp_path / 'photos')
    (tmp_path / 'shop' / 'c.jpg').symlink_to(tmp_path / 'photos' / 'a.jpg')
    (tmp_path / 'shop' / 'loop').symlink_to(tmp_path / 'shop')
    (tmp_path / 'photos' / 'up').symlink_to(tmp_path)
    files = files_in(tmp_path / 'shop', ('.jpg',))
    used = names(tmp_path / 'shop', files.used)
    assert {'again/a.jpg', 'b.jpg', 'c.jpg', 'linked/a.jpg'} <= {*used}
    assert len(used) < 20
    assert 'loop' in names(tmp_path / 'shop', files.left_out)


def test_subfolders_may_be_left_out(tmp_path):
    make(tmp_path, 'a.jpg', 'drawn/a.jpg', 'maps/a.jpg')
    (tmp_path / 'linked').symlink_to('drawn')
    files = files_in(tmp_path, ('.jpg',), [tmp_path / 'drawn', tmp_path / 'maps'])
    assert names(tmp_path, files.used) == ['a.jpg']
    assert names(tmp_path, files.left_out) == ['drawn', 'linked', 'maps']
    for without in (tmp_path / 'no', tmp_path, tmp_path.parent):
        assert len(files_in(tmp_path, ('.jpg',), [without]).used) == 4


def test_a_maze_of_links_ends(tmp_path):
    for i in range(12):
        make(tmp_path, f'{i}/a.jpg')
        for j in range(12):
            (tmp_path / f'{i}' / f'to_{j}').symlink_to(tmp_path / f'{j}')
    files = files_in(tmp_path, ('.jpg',))
    assert len({path.resolve() for path in files.used}) == 12
    assert len(files.used) <= 12 * 16


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        files_in(tmp_path / 'no', ('.jpg',))


def test_many_files_are_counted_by_suffix():
    text = left_out_text([f'{i}.json' for i in range(100)] + ['a.heic', 'b\x1b.heic', 'x'])
    assert text == (
        '103 files skipped (100 .json, 2 .heic, 1 without suffix): '
        '0.json, 1.json, 2.json, 3.json, 4.json, and 98 more'
    )
