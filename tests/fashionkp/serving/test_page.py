"""The page in a real browser, against a real server; skipped where there is no Chromium."""

import json
import os
import shutil

import cv2
import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.visualization.keypoints import side_color

pytest.importorskip('selenium')

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

CHROMIUM = next(
    filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), ''
)
DRIVER = shutil.which('chromedriver') or ''

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason='no chromium and chromedriver on PATH'
)

SIDE = 400  # of the image, pixels
DRESS, SKIRT = CATEGORIES['dress'], CATEGORIES['skirt']


@pytest.fixture(scope='module')
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp('downloads')


@pytest.fixture(scope='module')
def browser(downloads):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ('--headless=new', '--disable-dev-shm-usage', '--window-size=1200,900'):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument('--no-sandbox')
    # there is nothing but this machine
    options.add_argument('--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1')
    options.add_experimental_option('prefs', {'download.default_directory': str(downloads)})
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield made
    made.quit()


class Page:
    """What a user sees and does."""

    def __init__(self, browser, downloads):
        self.browser, self.downloads = browser, downloads

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition):
        replaced = [StaleElementReferenceException]  # while it was looked at
        waiting = WebDriverWait(self.browser, 20, 0.05, ignored_exceptions=replaced)
        return waiting.until(lambda _: condition())

    def choose(self, path):
        """Choose an image and wait for what comes of it."""
        self.one('#file').send_keys(str(path))
        self.wait(
            lambda: path.name in self.status or 'bad' in self.one('#status').get_attribute('class')
        )
        self.wait(lambda: not self.status.startswith('Looking'))

    @property
    def status(self):
        return self.one('#status').text

    def points(self):
        """Number of every point that is drawn, with its place on the image and its colour."""
        script = """
        const image = document.getElementById('image').getBoundingClientRect();
        const zoom = document.getElementById('image').naturalWidth / image.width;
        return [...document.querySelectorAll('figure circle')].map((dot) => {
          const box = dot.getBoundingClientRect();
          return [dot.dataset.point, (box.x + box.width / 2 - image.x) * zoom,
                  (box.y + box.height / 2 - image.y) * zoom, dot.getAttribute('fill')];
        });"""
        return {name: (x, y, color) for name, x, y, color in self.browser.execute_script(script)}

    def slide(self, value):
        """Move the threshold, as a user's hand does."""
        script = """
        arguments[0].value = arguments[1];
        arguments[0].dispatchEvent(new Event('input'));"""
        self.browser.execute_script(script, self.one('#threshold'), value)

    def download(self, button, name):
        """What a button saves."""
        path = self.downloads / name
        path.unlink(missing_ok=True)
        self.one(button).click()
        self.wait(path.exists)
        return path.read_bytes()


@pytest.fixture
def page(browser, server, downloads):
    browser.get(server.url)
    made = Page(browser, downloads)
    made.wait(lambda: made.one('#file').get_attribute('accept'))
    yield made
    assert [row for row in browser.get_log('browser') if 'status of 4' not in row['message']] == []


@pytest.fixture
def dress(tmp_path, colored):
    """An image that the model drawn by hand takes for a dress, with score 0.4."""
    path = tmp_path / 'dress.png'
    path.write_bytes(colored(102, 200, (SIDE, SIDE)))
    return path


def test_a_image_goes_up_and_its_points_appear_on_it(page, dress, server):
    page.choose(dress)
    assert page.status == 'dress.png: dress, 100 %'
    _, expected = server.predict(dress.read_bytes())
    seen = page.points()
    assert tuple(seen) == DRESS.keypoints
    for name, (x, y, color) in seen.items():
        told = expected['keypoints'][name]
        # the middle of the first pixel is half a pixel from the image's edge
        assert (x - 0.5, y - 0.5) == pytest.approx((told['x'], told['y']), abs=0.1)
        assert tuple(bytes.fromhex(color[1:])) == side_color(name)
    numbers = [row.text for row in page.all('#points tbody td:nth-child(2)')]
    assert numbers == [f'{KEYPOINTS.index(name)} {name}' for name in DRESS.keypoints]
    assert [row.text.split()[0] for row in page.all('#categories li')] == list(CATEGORIES)
    assert page.one('#categories .chosen').text.split() == ['dress', '100.0', '%']
    lengths = {row.text.split()[0]: row.text.split()[1] for row in page.all('#lengths tbody tr')}
    assert float(lengths['chest']) == expected['measurements']['chest']['pixels']


@pytest.mark.parametrize('way', ['drop', 'paste'])
def test_a_image_may_be_dropped_or_pasted(page, dress, way):
    script = """
    const [way, bytes] = arguments;
    const moved = new DataTransfer();
    moved.items.add(new File([new Uint8Array(bytes)], 'moved.png', {type: 'image/png'}));
    const event = way === 'drop' ? new DragEvent('drop', {dataTransfer: moved, bubbles: true})
      : new ClipboardEvent('paste', {clipboardData: moved, bubbles: true});
    document.body.dispatchEvent(event);"""
    page.browser.execute_script(script, way, list(dress.read_bytes()))
    page.wait(lambda: page.status == 'moved.png: dress, 100 %')
    assert tuple(page.points()) == DRESS.keypoints


def test_the_slider_hides_points_that_score_less(page, dress):
    page.choose(dress)
    for value, count in ((0.39, len(DRESS.keypoints)), (0.41, 0), (0, len(DRESS.keypoints))):
        page.slide(value)
        assert len(page.points()) == count
        assert len(page.all('#points tbody tr.off')) == len(DRESS.keypoints) - count
        assert page.one('#least').text == f'{value:.2f}'
    page.slide(0.41)
    assert 'unsure armpit_left' in page.one('#lengths').text


def test_the_json_is_what_the_server_told(page, dress, server):
    page.choose(dress)
    saved = json.loads(page.download('#save-json', 'dress.json'))
    assert saved == {**server.predict(dress.read_bytes())[1], 'image': 'dress.png'}


def test_the_image_is_saved_as_it_is_drawn(page, dress):
    page.choose(dress)
    data = page.download('#save-picture', 'dress_points.png')
    saved = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    scale = 2  # to a longer side of 800 pixels
    assert saved.shape == (SIDE * scale, SIDE * scale + 270, 3)
    inside = 0
    for name, (x, y, _) in page.points().items():
        x, y = round(x * scale), round(y * scale)
        if 10 < x < SIDE * scale - 10 and 10 < y < SIDE * scale - 10:
            inside += (saved[y, x, ::-1] == side_color(name)).all()
    assert inside >= 5
    legend = saved[:, SIDE * scale + 20 :]
    assert 0.01 < (legend < 128).any(-1).mean() < 0.2
    page.slide(0.41)
    bare = page.download('#save-picture', 'dress_points.png')
    saved = cv2.imdecode(np.frombuffer(bare, np.uint8), cv2.IMREAD_COLOR)
    assert (saved[: SIDE * scale, : SIDE * scale] == (102, 200, 7)).all()


def test_a_stated_category_and_a_known_length_ask_again(page, dress):
    page.choose(dress)
    Select(page.one('#category')).select_by_value('skirt')
    page.wait(lambda: tuple(page.points()) == SKIRT.keypoints)
    Select(page.one('#reference')).select_by_value('waist')
    page.browser.execute_script(
        "arguments[0].value = 35; arguments[0].dispatchEvent(new Event('change'))", page.one('#cm')
    )
    page.wait(lambda: page.one('#lengths tbody tr').text.split()[2:] == ['35.0'])


def test_a_file_that_is_no_image_is_refused_in_words_and_the_next_is_taken(page, dress, tmp_path):
    text = tmp_path / 'text.jpg'
    text.write_text('hello')
    page.choose(text)
    assert page.status == 'not an image: expected one of JPEG, PNG, WebP, BMP'
    assert not page.one('#answer').is_displayed()
    large = tmp_path / 'large.png'
    large.write_bytes(bytes(1_000_001))
    page.choose(large)
    assert page.status == 'large.png is too large: expected at most 1 MB'
    page.choose(dress)
    assert len(page.points()) == len(DRESS.keypoints)
    assert page.one('#answer').is_displayed()


@pytest.mark.parametrize('width', [360, 1200])
def test_nothing_sticks_out_of_a_window(page, dress, width):
    size = dict(width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
    page.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', size)
    try:
        page.choose(dress)
        root = 'document.documentElement'
        assert page.browser.execute_script(f'return {root}.scrollWidth <= {root}.clientWidth')
        assert len(page.points()) == len(DRESS.keypoints)
    finally:
        page.browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})


@pytest.mark.parametrize('sound', [True, False])
def test_a_name_is_text_whatever_it_is(page, dress, sound):
    """Also where it comes back in the reason of a refusal."""
    name = '<img src=x onerror=alert(1)><script>alert(1)<_script>"&amp;.png'
    hostile = dress.rename(dress.with_name(name))
    if not sound:
        hostile.write_bytes(hostile.read_bytes()[:-20])
    before = len(page.all('img')), len(page.all('script'))
    page.choose(hostile)
    assert '<img src=x onerror=alert(1)><script>alert(1)<_script>' in page.status
    assert (len(page.all('img')), len(page.all('script'))) == before


def test_a_server_that_is_gone_is_told(page, dress, start_server, hand_model):
    gone = start_server(hand_model.path)
    page.browser.get(gone.url)
    page.wait(lambda: page.one('#file').get_attribute('accept'))
    gone.stop()
    page.choose(dress)
    assert page.status == 'The server does not answer'
    page.browser.get_log('browser')


def test_the_interface_is_described(browser, server, page):
    browser.get(f'{server.url}docs')
    page.wait(lambda: 'POST /predict' in page.one('#paths').text)
    shown = page.one('main').text
    for word in ('category', 'reference', 'multipart/form-data', 'image/jpeg', '413', 'keypoints'):
        assert word in shown
    assert f'curl -F file=@photo.jpg {server.url}predict' in shown
