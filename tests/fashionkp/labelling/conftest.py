"""Photos for :class:`FakeModel`, and a session that labels them."""

import cv2
import pytest

from fashionkp.labelling import Drafts, LabelFile, LabelSession


@pytest.fixture
def photos(tmp_path, image):
    """Folder with three photos: a skirt, a dress and a blouse, 40 x 60 pixels."""
    folder = tmp_path / 'photos'
    folder.mkdir()
    for name, category in (('a.png', 'skirt'), ('b.png', 'dress'), ('c.png', 'blouse')):
        cv2.imwrite(str(folder / name), image(category))
    return folder


@pytest.fixture
def session(photos, fake_model):
    """A session of these photos that saves to a table."""
    paths = {path.name: path for path in sorted(photos.glob('*.png'))}
    return LabelSession(LabelFile(photos / 'labels.csv'), paths, Drafts(paths, fake_model()))
