"""The exported page in Chromium; skipped without it, or without onnxruntime-web (CONTRIBUTING)."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from static_site import ISOLATION, file_site, refusing_proxy
from web_runtime_package import real_package

from fashionkp import Predictor, read_predictions
from fashionkp.inference.crop import InputCrop
from fashionkp.serving.static_page import write_static_page
from fashionkp.synthetic.dataset import write_dataset

pytest.importorskip('selenium')

from browser_page import Page
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

MAX_SHIFT = 0.5  # pixels
MAX_CHANGE = 0.02  # of a probability
SIZES = {
    'a.png': (200, 300),
    'b.jpg': (512, 512),
    'c.webp': (700, 400),
    'd.png': (900, 1300),
    'e.jpg': (2100, 1501),
}
ORIENTATION, TURNED = 274, 6  # EXIF: its tag, and a quarter turn


@pytest.fixture(scope='module')
def proxy():
    with refusing_proxy() as (proxy, url):
        yield proxy, url


@pytest.fixture(scope='module')
def browser_options(proxy):
    return [f'--proxy-server={proxy[1]}', '--disable-background-networking', '--disable-sync']


@pytest.fixture(scope='module')
def site(tmp_path_factory) -> Path:
    """A folder with the starter model's page in a subfolder."""
    folder = tmp_path_factory.mktemp('site')
    write_static_page('starter', folder / 'demo', real_package(), print)
    return folder


@pytest.fixture(scope='module')
def garments(tmp_path_factory) -> list[Path]:
    """A drawn garment of each category, in several formats and sizes; one is stored turned."""
    folder = tmp_path_factory.mktemp('garments')
    table = write_dataset(folder / 'drawn', num=len(SIZES), seed=2)
    paths = []
    for (name, size), image_id in zip(SIZES.items(), table.image_ids, strict=True):
        image = Image.open(folder / 'drawn' / image_id).resize(size, Image.Resampling.LANCZOS)
        exif = Image.Exif()
        if name == 'e.jpg':
            image, exif[ORIENTATION] = image.transpose(Image.Transpose.ROTATE_90), TURNED
        image.save(folder / name, exif=exif, quality=92)
        paths.append(folder / name)
    see_through = Image.open(paths[0]).convert('RGBA')
    see_through.putalpha(Image.linear_gradient('L').resize(see_through.size))
    see_through.save(folder / 'f.png')
    return [*paths, folder / 'f.png']


@pytest.fixture(scope='module')
def predictor():
    return Predictor('starter', threads=1)


def opened(browser, downloads, url):
    browser.get(f'{url}/demo/')
    page = Page(browser, downloads)
    page.wait(lambda: 'thread' in page.element('#runtime').text, seconds=120)
    return page


@pytest.fixture(scope='module')
def address(site):
    """Address of the folder on a file server without special headers."""
    with file_site(site) as url:
        yield url


@pytest.fixture
def page(browser, downloads, address, proxy):
    yield opened(browser, downloads, address)
    assert [entry for entry in browser.get_log('browser') if entry['level'] == 'SEVERE'] == []
    assert proxy[0].requests == []


def assert_same(actual, expected, path=''):
    """Compare what JSON has, with a tolerance for numbers that a network computes."""
    if isinstance(expected, dict):
        assert list(actual) == list(expected), path
        for key, value in expected.items():
            assert_same(actual[key], value, f'{path}/{key}')
    elif isinstance(expected, list):
        assert len(actual) == len(expected), path
        for i, value in enumerate(expected):
            assert_same(actual[i], value, f'{path}/{i}')
    elif isinstance(expected, float):
        is_probability = any(word in path for word in ('score', 'presence', 'probs'))
        limit = MAX_CHANGE if is_probability else MAX_SHIFT
        assert actual == pytest.approx(expected, abs=limit), path
    else:
        assert actual == expected, path


def without_margins(prediction):
    """Return a prediction as the page saves it."""
    row = replace(prediction, calibrated=False).as_dict(measurements=True)
    return row | {'calibrated': prediction.calibrated}


def test_it_predicts_and_saves_as_predictor_does(page, garments, predictor):
    page.choose_several(garments)
    assert page.element('#runtime').text.startswith('WebAssembly, 1 thread,')
    assert page.elements('#failures li') == []
    lines = page.download('#save-all', 'photos.jsonl').decode().splitlines()
    assert len(lines) == len(garments)
    expected = predictor([*garments])
    assert len({garment.category for garment in expected}) == 5
    for line, prediction in zip(lines, expected, strict=True):
        row = without_margins(prediction)
        assert_same(json.loads(line), row | {'image': Path(row['image']).name})
    saved = read_predictions(page.downloads / 'photos.jsonl')
    assert [garment.category for garment in saved] == [garment.category for garment in expected]


def test_threads_are_used_where_headers_allow_them(browser, downloads, site, garments, predictor):
    with file_site(site, ISOLATION) as url:
        page = opened(browser, downloads, url)
        cores = browser.execute_script('return navigator.hardwareConcurrency')
        assert f'WebAssembly, {min(cores, 8)} thread' in page.element('#runtime').text
        page.choose(garments[1], seconds=120)
        saved = json.loads(page.download('#save-json', 'b.json'))
    row = without_margins(predictor(garments[1])[0])
    assert_same(saved, row | {'image': 'b.jpg'})


def test_a_given_category_decides_the_points(page, garments, predictor):
    page.choose(garments[0], seconds=120)
    Select(page.element('#category')).select_by_value('skirt')
    page.wait(lambda: 'a.png: skirt' in page.status, seconds=120)
    saved = json.loads(page.download('#save-json', 'a.json'))
    row = without_margins(predictor(garments[0], category='skirt')[0])
    assert_same(saved, row | {'image': 'a.png'})


def test_broken_files_are_listed_and_the_others_predicted(page, garments, tmp_path):
    text, cut = tmp_path / 'text.jpg', tmp_path / 'cut.jpg'
    text.write_text('hello')
    cut.write_bytes(garments[1].read_bytes()[:-3000])
    half = tmp_path / 'half.png'
    half.write_bytes(garments[0].read_bytes()[:-3000])
    page.choose_several([text, cut, garments[1], half])
    rows = [row.text for row in page.elements('#failures li')]
    assert [row.partition(':')[0] for row in rows] == ['text.jpg', 'cut.jpg', 'half.png']
    assert 'JPEG' in rows[0]
    assert 'cut off' in rows[1]
    assert 'cut off' in rows[2]
    (line,) = page.download('#save-all', 'photos.jsonl').splitlines()
    assert json.loads(line)['image'] == 'b.jpg'


def test_the_picture_is_saved_with_its_points(page, garments):
    page.choose(garments[1], seconds=120)
    data = page.download('#save-image', 'b_points.png')
    saved = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert saved.shape == (800, 800 + 270, 3)
    for x, y, color in page.keypoints().values():
        column, row = round(x * 800 / 512), round(y * 800 / 512)
        if 10 < column < 790 and 10 < row < 790:
            expected = tuple(bytes.fromhex(color[1:]))
            assert np.abs(saved[row, column, ::-1].astype(int) - expected).max() < 60


def test_it_can_be_used_by_keyboard_and_screen_reader_on_a_phone(page, garments):
    size = dict(width=360, height=700, deviceScaleFactor=1, mobile=True)
    page.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', size)
    try:
        page.choose_several(garments[:2])
        fits = 'const {scrollWidth, clientWidth} = document.documentElement;'
        assert page.browser.execute_script(f'{fits} return scrollWidth <= clientWidth;')
        page.browser.execute_script("document.getElementById('file').focus()")
        ActionChains(page.browser).send_keys(Keys.TAB, Keys.TAB, Keys.ENTER).perform()
        page.wait(lambda: page.status.startswith('b.jpg'))
        tree = page.browser.execute_cdp_cmd('Accessibility.getFullAXTree', {})['nodes']
    finally:
        page.browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    roles = {'button', 'combobox', 'slider', 'spinbutton', 'progressbar', 'table', 'image'}
    named = [
        (node['role']['value'], node.get('name', {}).get('value', ''))
        for node in tree
        if not node['ignored'] and node['role']['value'] in roles
    ]
    assert {role for role, _ in named} >= {'button', 'combobox', 'slider', 'table', 'image'}
    assert [role for role, name in named if not name] == []


@pytest.mark.parametrize('unbiased', [True, False])
@pytest.mark.parametrize(
    'size', [(1, 1), (37, 61), (256, 256), (511, 200), (512, 512), (1023, 700), (2050, 1531)]
)
def test_the_input_has_the_same_pixels(browser, address, size, unbiased):
    """Means, edges, rounding: all of warping.py."""
    browser.get(f'{address}/demo/facts.json')  # its scripts can be imported without the model
    noise = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)
    script = """
    return (async (bytes, size, unbiased) => {
      const {inputCrop} = await import('./page/input_crop.js');
      const file = new Blob([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))]);
      const crop = inputCrop(await createImageBitmap(file), size, unbiased);
      return [Array.from(crop.pixels), [0, 1].map((axis) => crop.toImage(100.25, axis))];
    })(...arguments);"""
    encoded = base64.b64encode(cv2.imencode('.png', noise)[1].tobytes()).decode()
    pixels, point = browser.execute_script(script, encoded, [96, 64], unbiased)
    box = (0.0, 0.0, *map(float, size))
    expected = InputCrop.from_box(box, (96, 64), unbiased=unbiased)
    difference = np.array(pixels).reshape(64, 96, 3) - expected.extract(noise).astype(int)
    assert np.abs(difference).max() <= (0 if unbiased else 2)
    assert point == pytest.approx(expected.to_image(np.full(2, 100.25)).tolist())
