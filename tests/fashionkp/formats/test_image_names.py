"""Names of images of other programs and machines."""

from pathlib import Path

import pytest

from fashionkp.formats.image_names import image_id_of


@pytest.mark.parametrize(
    ('name', 'without', 'beside'),
    [
        ('a/b.jpg', 'a/b.jpg', 'a/b.jpg'),
        ('x/a/b.jpg', 'x/a/b.jpg', 'a/b.jpg'),
        ('/home/me/a/b.jpg', 'b.jpg', 'a/b.jpg'),
        (r'D:\me\a\b.jpg', 'b.jpg', 'a/b.jpg'),
        ('../a/b.jpg', 'b.jpg', 'a/b.jpg'),
        ('file:///home/a/b.jpg', 'b.jpg', 'a/b.jpg'),
        ('s3://bucket/a/b.jpg', 'b.jpg', 'a/b.jpg'),
        ('/data/local-files/?d=a/b.jpg', 'a/b.jpg', 'a/b.jpg'),
        ('http://host:8080/data/local-files/?d=x%2Fa%2Fb.jpg', 'b.jpg', 'a/b.jpg'),
        ('..', '', ''),
        ('http://[x/b.jpg', 'b.jpg', 'b.jpg'),
        ('', '', ''),
    ],
)
def test_the_longest_end_that_exists_is_the_id(tmp_path, name, without, beside):
    (tmp_path / 'a').mkdir()
    (tmp_path / 'a' / 'b.jpg').touch()
    assert image_id_of(name, Path('/nowhere')) == without
    assert image_id_of(name, tmp_path) == beside
