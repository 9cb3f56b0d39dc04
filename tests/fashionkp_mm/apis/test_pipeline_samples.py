"""Tests of the samples of the training pipeline: key points are drawn where they are."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import write_annotations
from fashionkp.categories import KEYPOINTS
from fashionkp.cli.main import main
from fashionkp.keypoints import mirror
from fashionkp.visualization.contact_sheet import TILE
from fashionkp.visualization.keypoints import side_color
from fashionkp_mm.apis import pipeline_images

GAP = 4
POINTS = dict(waistband_left=(20, 30), waistband_right=(60, 40))
WIDTH, HEIGHT = 96, 128


@pytest.fixture(scope='module')
def root(tmp_path_factory, table):
    """Return an archive of one black skirt with two visible key points."""
    root = tmp_path_factory.mktemp('browse')
    skirt = table.take(np.flatnonzero(table.category_names == 'skirt')[:1])
    skirt.visibility[:], skirt.keypoints[:] = -1, -1
    for name, point in POINTS.items():
        skirt.visibility[0, KEYPOINTS.index(name)] = 1
        skirt.keypoints[0, KEYPOINTS.index(name)] = point
    write_annotations(root / 'train' / 'train.csv', skirt)
    path = root / 'train' / skirt.image_ids[0]
    path.parent.mkdir(parents=True)
    cv2.imwrite(str(path), np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    return root


def options(root, **more) -> dict:
    dataset = 'train_dataloader.dataset'
    return {f'{dataset}.data_root': str(root), f'{dataset}.split': None, **more}


@pytest.mark.parametrize('config', ['cpn_small_skirt', 'cpn_small_all'])
def test_variants_have_the_key_points_of_the_flip(root, config):
    ((images, _),) = pipeline_images(config, num=1, variants=6, options=options(root))
    assert len(images) == 7
    assert {is_flipped(view) for view in images[1:]} == {True, False}  # with this seed


def is_flipped(view: np.ndarray) -> bool:
    """Return whether a variant is flipped, if each key point has its position and color."""
    for flipped in (False, True):
        drawn = []
        for name, (x, y) in POINTS.items():
            # the image is as high as the variant, and centered in it
            offset = (WIDTH / 2 - x if not flipped else x + 1 - WIDTH / 2) * TILE[0] / HEIGHT
            pixel = round(TILE[0] / 2 - offset), round(y * TILE[0] / HEIGHT)
            color = side_color(mirror(name) if flipped else name)
            drawn.append(has_color(view, pixel, color))
        if all(drawn):
            return flipped
    raise AssertionError('key points are not drawn at their positions')


def has_color(image: np.ndarray, pixel: tuple[int, int], color: tuple[int, int, int]) -> bool:
    """Return whether a color (RGB) is within two pixels of a pixel (x, y)."""
    x, y = pixel
    neighbours = image[y - 2 : y + 3, x - 2 : x + 3, ::-1].reshape(-1, 3)
    return bool((np.abs(neighbours.astype(int) - color).max(axis=1) < 12).any())


def test_the_first_image_is_the_original(root):
    (row,) = pipeline_images('cpn_small_skirt', num=1, variants=1, options=options(root))
    assert row.images[0].shape == (HEIGHT, WIDTH, 3)
    for name, pixel in POINTS.items():
        assert has_color(row.images[0], pixel, side_color(name))
    assert row.caption == 'skirt, train.csv:2'


def phase_options(root) -> dict:
    """Return settings of all data sets: the folder, and no split."""
    settings = {}
    for phase in ('train', 'val', 'test'):
        settings[f'{phase}_dataloader.dataset.data_root'] = str(root)
        settings[f'{phase}_dataloader.dataset.split'] = None
    return settings


@pytest.mark.parametrize('phase', ['train', 'val', 'test'])
def test_only_training_is_augmented(phase, root):
    settings = phase_options(root)
    (row,) = pipeline_images('cpn_r50_skirt', 1, 3, phase=phase, options=settings)
    _, first, *others = row.images
    assert any((first != view).any() for view in others) == (phase == 'train')
    if phase != 'train':
        assert not is_flipped(first)


def test_each_phase_has_the_data_of_its_loader(data_root):
    settings = phase_options(data_root) | {'val_dataloader.dataset.indices': 3}
    train = pipeline_images('cpn_small_skirt', 99, 1, options=settings)
    val = pipeline_images('cpn_small_skirt', 99, 1, phase='val', options=settings)
    assert (len(train), len(val)) == (4, 3)


def test_images_and_variants_depend_only_on_the_seed(data_root):
    settings = options(data_root)
    first = pipeline_images('cpn_r50_all', 2, 2, category='dress', options=settings)
    again = pipeline_images('cpn_r50_all', 2, 2, category='dress', options=settings)
    other = pipeline_images('cpn_r50_all', 2, 2, category='dress', seed=1, options=settings)
    for row, expected in zip(again, first, strict=True):
        for image, expected_image in zip(row.images, expected.images, strict=True):
            np.testing.assert_array_equal(image, expected_image)
    assert [len(row.images) for row in first + other] == [3] * 4
    assert any(
        (a != b).any() for a, b in zip(first[0].images[1:], other[0].images[1:], strict=True)
    )


def test_a_category_without_rows_raises(data_root):
    with pytest.raises(ValueError, match='no rows of category dress'):
        pipeline_images('cpn_small_skirt', 1, 1, category='dress', options=options(data_root))
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        pipeline_images('cpn_small_all', 1, 1, category='coat', options=options(data_root))


def test_the_command_writes_a_sheet_of_a_config(data_root, tmp_path, capsys):
    settings = [f'{key}={value}' for key, value in options(data_root).items()]
    out = tmp_path / 'a.png'
    arguments = ['--num', '2', '--variants', '3', '--cfg-options', *settings]
    assert main(['browse', 'cpn_small_skirt', '-o', str(out), *arguments]) == 0
    assert str(out) in capsys.readouterr().out
    assert cv2.imread(str(out)).shape[0] == 2 * (TILE[1] + GAP) + GAP
    assert main(['browse', 'cpn_small_coat', '-o', str(out)]) == 2
    assert 'cpn_small_skirt' in capsys.readouterr().err
