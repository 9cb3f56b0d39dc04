"""Sheets of the training view: points where the pipeline has put them."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import write_annotations
from fashionkp.browsing import TILE
from fashionkp.categories import KEYPOINTS, mirror
from fashionkp.cli.main import main
from fashionkp.drawing import side_color
from fashionkp_mm.apis import training_sheet

GAP = 4
POINTS = dict(waistband_left=(20, 30), waistband_right=(60, 40))
WIDTH, HEIGHT = 96, 128


@pytest.fixture(scope='module')
def root(tmp_path_factory, table):
    """An archive of one black skirt with two points; another point is absent."""
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


def columns(sheet: np.ndarray) -> list[np.ndarray]:
    """The pictures in the first row of a sheet."""
    w = TILE[0] + GAP
    return [sheet[GAP:, x + GAP : x + w] for x in range(0, sheet.shape[1] - GAP, w)]


@pytest.mark.parametrize('config', ['cpn_small_skirt', 'cpn_small_all'])
def test_views_show_points_where_the_flip_has_put_them(root, config):
    sheet = training_sheet(config, num=1, variants=6, options=options(root))
    assert len(columns(sheet)) == 7
    sides = [seen(tile) for tile in columns(sheet)[1:]]
    assert {True, False} == set(sides)  # both ways round in six draws by this seed


def seen(tile: np.ndarray) -> bool:
    """Whether a view is mirrored; each point must have its colour, mirrored names and all."""
    for mirrored in (False, True):
        found = []
        for name, (x, y) in POINTS.items():
            # the picture's height fills the view, its middle is the view's middle
            offset = (WIDTH / 2 - x if not mirrored else x + 1 - WIDTH / 2) * TILE[0] / HEIGHT
            place = round(TILE[0] / 2 - offset), round(y * TILE[0] / HEIGHT)
            color = side_color(mirror(name) if mirrored else name)
            found.append(color_near(tile, place, color))
        if all(found):
            return mirrored
    raise AssertionError('points are not where they should be')


def color_near(tile: np.ndarray, place: tuple[int, int], color: tuple[int, int, int]) -> bool:
    """Whether a colour (RGB) is found within two pixels of a place (x, y)."""
    x, y = place
    around = tile[y - 2 : y + 3, x - 2 : x + 3, ::-1].reshape(-1, 3)
    return bool((np.abs(around.astype(int) - color).max(axis=1) < 12).any())


def test_the_first_column_is_the_original(root):
    tile = columns(training_sheet('cpn_small_skirt', num=1, variants=1, options=options(root)))[0]
    assert seen(tile) is False
    assert (tile[TILE[0] :] < 128).any()  # the caption


def test_the_seed_decides_and_a_category_may_be_asked_for(data_root):
    settings = options(data_root)
    first = training_sheet('cpn_r50_all', 2, 2, category='dress', options=settings)
    again = training_sheet('cpn_r50_all', 2, 2, category='dress', options=settings)
    other = training_sheet('cpn_r50_all', 2, 2, category='dress', seed=1, options=settings)
    np.testing.assert_array_equal(first, again)
    assert first.shape == other.shape == (2 * (TILE[1] + GAP) + GAP, 3 * (TILE[0] + GAP) + GAP, 3)
    assert (first != other).any()


def test_what_cannot_be_drawn_is_named(data_root):
    with pytest.raises(ValueError, match='no rows of category dress among the 4'):
        training_sheet('cpn_small_skirt', 1, 1, category='dress', options=options(data_root))
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        training_sheet('cpn_small_all', 1, 1, category='coat', options=options(data_root))


def test_the_command_draws_a_config_by_its_name(data_root, tmp_path, capsys):
    settings = [f'{key}={value}' for key, value in options(data_root).items()]
    out = tmp_path / 'a.png'
    arguments = ['--num', '2', '--variants', '3', '--cfg-options', *settings]
    assert main(['browse', 'cpn_small_skirt', '-o', str(out), *arguments]) == 0
    assert str(out) in capsys.readouterr().out
    assert cv2.imread(str(out)).shape[0] == 2 * (TILE[1] + GAP) + GAP
    assert main(['browse', 'cpn_small_coat', '-o', str(out)]) == 2
    assert 'cpn_small_skirt' in capsys.readouterr().err
