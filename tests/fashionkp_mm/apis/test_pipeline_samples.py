"""The training view: points where the pipeline has put them."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import write_annotations
from fashionkp.categories import KEYPOINTS
from fashionkp.cli.main import main
from fashionkp.keypoints import mirror
from fashionkp.visualization.contact_sheet import TILE
from fashionkp.visualization.keypoints import side_color
from fashionkp_mm.apis import training_images

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


@pytest.mark.parametrize('config', ['cpn_small_skirt', 'cpn_small_all'])
def test_views_show_points_where_the_flip_has_put_them(root, config):
    ((images, _),) = training_images(config, num=1, variants=6, options=options(root))
    assert len(images) == 7
    sides = [seen(view) for view in images[1:]]
    assert {True, False} == set(sides)  # both ways round in six draws by this seed


def seen(view: np.ndarray) -> bool:
    """Whether a view is mirrored; each point must have its colour, mirrored names and all."""
    for mirrored in (False, True):
        found = []
        for name, (x, y) in POINTS.items():
            # the image's height fills the view, its middle is the view's middle
            offset = (WIDTH / 2 - x if not mirrored else x + 1 - WIDTH / 2) * TILE[0] / HEIGHT
            place = round(TILE[0] / 2 - offset), round(y * TILE[0] / HEIGHT)
            color = side_color(mirror(name) if mirrored else name)
            found.append(color_near(view, place, color))
        if all(found):
            return mirrored
    raise AssertionError('points are not where they should be')


def color_near(image: np.ndarray, place: tuple[int, int], color: tuple[int, int, int]) -> bool:
    """Whether a colour (RGB) is found within two pixels of a place (x, y)."""
    x, y = place
    around = image[y - 2 : y + 3, x - 2 : x + 3, ::-1].reshape(-1, 3)
    return bool((np.abs(around.astype(int) - color).max(axis=1) < 12).any())


def test_the_first_image_is_the_original(root):
    (one,) = training_images('cpn_small_skirt', num=1, variants=1, options=options(root))
    assert one.images[0].shape == (HEIGHT, WIDTH, 3)
    for name, place in POINTS.items():
        assert color_near(one.images[0], place, side_color(name))
    assert one.caption == 'skirt, train.csv:2'


def test_the_seed_decides_and_a_category_may_be_asked_for(data_root):
    settings = options(data_root)
    first = training_images('cpn_r50_all', 2, 2, category='dress', options=settings)
    again = training_images('cpn_r50_all', 2, 2, category='dress', options=settings)
    other = training_images('cpn_r50_all', 2, 2, category='dress', seed=1, options=settings)
    for one, same in zip(first, again, strict=True):
        for image, as_before in zip(one.images, same.images, strict=True):
            np.testing.assert_array_equal(image, as_before)
    assert [len(one.images) for one in first + other] == [3] * 4
    assert any(
        (a != b).any() for a, b in zip(first[0].images[1:], other[0].images[1:], strict=True)
    )


def test_what_cannot_be_drawn_is_named(data_root):
    with pytest.raises(ValueError, match='no rows of category dress among the 4'):
        training_images('cpn_small_skirt', 1, 1, category='dress', options=options(data_root))
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        training_images('cpn_small_all', 1, 1, category='coat', options=options(data_root))


def test_the_command_draws_a_config_by_its_name(data_root, tmp_path, capsys):
    settings = [f'{key}={value}' for key, value in options(data_root).items()]
    out = tmp_path / 'a.png'
    arguments = ['--num', '2', '--variants', '3', '--cfg-options', *settings]
    assert main(['browse', 'cpn_small_skirt', '-o', str(out), *arguments]) == 0
    assert str(out) in capsys.readouterr().out
    assert cv2.imread(str(out)).shape[0] == 2 * (TILE[1] + GAP) + GAP
    assert main(['browse', 'cpn_small_coat', '-o', str(out)]) == 2
    assert 'cpn_small_skirt' in capsys.readouterr().err
