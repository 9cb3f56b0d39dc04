"""Drawings: where they go, that they replace nothing else, and videos."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from fashionkp.inference.drawings import MARK, Drawings, drawing_path
from fashionkp.inference.pipeline import ImageResult

FRAME = np.full((48, 64, 3), 90, np.uint8)


@pytest.mark.parametrize('name', ['a.jpg', 'b.PNG', 'c.webp'])
def test_a_drawing_is_marked_and_may_be_replaced(tmp_path, name):
    drawings = Drawings(tmp_path / 'drawn')
    for _ in range(2):
        drawings.check([name])
        drawings.add(ImageResult(name, FRAME))
    content = drawings.path(name).read_bytes()
    assert MARK.encode() in content[:512]
    with Image.open(drawings.path(name)) as image:
        assert MARK.encode() in (image.info.get('comment') or image.info['Comment'].encode())
    assert cv2.imread(str(drawings.path(name))).shape[0] == 600


@pytest.mark.parametrize('folder', ['.', './x/..', 'linked'])
def test_photos_are_never_replaced(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    Path('x').mkdir()
    Path('linked').symlink_to('.')
    cv2.imwrite('a.jpg', FRAME)
    with pytest.raises(ValueError, match=r'a\.jpg is not a drawing'):
        Drawings(Path(folder)).check(['a.jpg'])


def test_other_files_and_links_are_never_replaced(tmp_path):
    (tmp_path / 'a.jpg').write_text('notes')
    (tmp_path / 'b.jpg').symlink_to('nowhere')
    (tmp_path / 'c.jpg').mkdir()
    for name in ('a.jpg', 'b.jpg', 'c.jpg'):
        with pytest.raises(ValueError, match=f'{name} is not a drawing'):
            Drawings(tmp_path).check([name])
    os.mkfifo(tmp_path / 'd.jpg')
    with pytest.raises(ValueError, match=r'd\.jpg is not a drawing'):
        Drawings(tmp_path).check(['d.jpg'])


def test_two_images_in_one_drawing_are_refused(tmp_path):
    Drawings(tmp_path).check(['a.jpg', 'a.jpg'])
    with pytest.raises(ValueError, match=r"'\.\./a\.jpg' and 'up/a\.jpg'"):
        Drawings(tmp_path).check(['../a.jpg', 'up/a.jpg'])


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / 'drawn').touch()
    with pytest.raises(NotADirectoryError, match='drawn'):
        Drawings(tmp_path / 'drawn').check([])


def test_a_video_comes_out_as_a_video(tmp_path):
    drawings = Drawings(tmp_path / 'drawn', {'walk.avi': 10.0})
    for _ in range(2):
        drawings.check(['walk.avi', 'a.jpg'])
        with drawings:
            for number in range(3):
                frame = FRAME if number else np.zeros((48, 64, 3), np.uint8)
                drawings.add(ImageResult(f'walk.avi#{number:06}', frame))
            drawings.add(ImageResult('a.jpg', FRAME))
    assert sorted(os.listdir(tmp_path / 'drawn')) == ['a.jpg', 'walk.avi.mp4']
    video = cv2.VideoCapture(str(tmp_path / 'drawn' / 'walk.avi.mp4'))
    assert video.get(cv2.CAP_PROP_FPS) == 10
    frames = [video.read()[1] for _ in range(3)]
    assert not video.read()[0]
    assert [round(float(frame[20, 20].mean()), -1) for frame in frames] == [0, 90, 90]
    with pytest.raises(ValueError, match=r'frames of walk\.avi were done before'):
        drawings.check_resumed(['a.jpg', 'walk.avi#000002'])


def test_an_interrupted_video_leaves_nothing(tmp_path):
    drawings = Drawings(tmp_path, {'walk.mp4': 10.0})
    drawings.add(ImageResult('walk.mp4#000000', FRAME))
    assert len(os.listdir(tmp_path)) == 1
    drawings.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ('name', 'path'),
    [('x/a.jpg', 'x/a.jpg'), ('/x/a.webp', 'x/a.webp.jpg'), ('../../a.png', 'up/up/a.png')],
)
def test_the_path_of_a_drawing_is_inside_the_folder(name, path):
    assert drawing_path(Path('out'), name) == Path('out') / path
