"""The page's aligned image and crops are those of Python."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

import fashionkp
from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.targets import template
from fashionkp.categories import CATEGORIES
from fashionkp.predictions.prediction import Prediction

pytest.importorskip('selenium')
pytest.importorskip('fastapi')

from selenium.webdriver.support.ui import Select

SIZE = 420, 300
BLOUSE = CATEGORIES['blouse'].keypoints


def blouse():
    """Return a blouse that lies turned by 30 degrees and reaches out of its photo."""
    points = np.array([template('blouse', (300, 300)).points[name] for name in BLOUSE])
    turn = 0.9 * np.exp(1j * np.radians(30))
    photo = Similarity.of(turn, 260 + 130j - turn * (150 + 150j)).to_image(points)
    presence = np.array([name != 'cuff_left_in' for name in BLOUSE], float)
    names = {name: float(name == 'blouse') for name in CATEGORIES}
    return Prediction('', SIZE, (0, 0, *SIZE), 'blouse', 1.0, names, photo, presence, presence)


class Known:
    """A model that finds this blouse in every photo."""

    is_augmented = False

    def __init__(self, card):
        self.card = card

    def prepare(self, query):
        return query

    def predict_batch(self, batch):
        return [replace(blouse(), image=query.name) for query in batch]


@pytest.fixture
def shop_page(browser, downloads, hand_model, run_app):
    from browser_page import Page

    from fashionkp.serving.app import create_app
    from fashionkp.serving.limits import Limits

    app = create_app(Known(fashionkp.Predictor(hand_model.path, threads=1).card), Limits())
    browser.get(run_app(app, Limits()).url)
    page = Page(browser, downloads)
    page.wait(lambda: page.element('#file').get_attribute('accept'))
    return page


@pytest.fixture
def photo(tmp_path):
    """A photo of soft waves, so that kinds of interpolation agree; its path and pixels."""
    x, y = np.meshgrid(*map(np.arange, SIZE))
    waves = [np.sin(x / 15), np.cos(y / 20), np.sin((x + y) / 25)]
    pixels = np.stack([128 + 90 * wave for wave in waves], axis=-1).astype(np.uint8)
    cv2.imwrite(str(tmp_path / 'shirt.png'), pixels)
    return tmp_path / 'shirt.png', pixels


def test_images_are_those_of_align_and_crop(shop_page, photo):
    path, pixels = photo
    shop_page.choose(path)
    assert not shop_page.element('#garment').is_displayed()
    names = [option.text for option in Select(shop_page.element('#frame')).options]
    assert names[:3] == ['none', 'aligned image', 'collar']
    expected = {'aligned image': fashionkp.align(pixels, blouse())}
    for part in ('collar', 'right_sleeve', 'whole'):
        expected[part] = fashionkp.crop(pixels, blouse(), part)
    for name, made in expected.items():
        Select(shop_page.element('#frame')).select_by_value(name)
        assert shop_page.element('#garment-image').is_displayed()
        file = f'shirt_{name.split()[0]}.png'
        saved = cv2.imdecode(
            np.frombuffer(shop_page.download('#save-garment', file), np.uint8), cv2.IMREAD_COLOR
        )
        assert saved.shape == made.image.shape
        difference = np.abs(saved.astype(int) - made.image).max(-1)
        positions = made.transform.positions(made.garment.size)
        inside = ((positions >= 1) & (positions <= np.array(SIZE) - 2)).all(-1)
        outside = ((positions < -2) | (positions > np.array(SIZE) + 1)).any(-1)
        # but for the edge of the photo, where the browser blends
        assert difference[inside].mean() < 0.6, name
        assert difference[inside].max() <= 3, name
        assert outside.any() or name != 'aligned image'
        assert difference[outside].max(initial=0) == 0, name


def test_a_part_whose_points_are_absent_cannot_be_chosen(shop_page, photo):
    shop_page.choose(photo[0])
    options = {o.get_attribute('value'): o for o in Select(shop_page.element('#frame')).options}
    assert not options['left_cuff'].is_enabled()
    assert options['left_cuff'].text == 'left_cuff (no cuff_left_in)'
    assert options['right_cuff'].is_enabled()
    assert not shop_page.element('#save-garment').is_enabled()
    Select(shop_page.element('#frame')).select_by_value('right_cuff')
    saved = json.loads(shop_page.download('#save-json', 'shirt.json'))
    width, height = saved['crops']['right_cuff']['size']
    canvas = shop_page.element('#garment-image')
    assert (canvas.get_attribute('width'), canvas.get_attribute('height')) == (
        f'{width}',
        f'{height}',
    )
    Select(shop_page.element('#frame')).select_by_value('')
    assert not shop_page.element('#garment').is_displayed()
