"""Commands, touch and sizes of the labelling page in a browser; skipped without Chromium."""

import json

import cv2
import numpy as np
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.labelling import Drafts, LabelFile, LabelledGarment, LabelSession
from fashionkp.labelling.garments import version_of

pytest.importorskip('selenium')

from label_page import LabelPage
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

SKIRT = CATEGORIES['skirt'].keypoints
GARMENT = LabelledGarment(
    'skirt',
    {
        'waistband_left': (200, 50, 1),
        'waistband_right': (100, 60, 0),
        'hemline_left': (240, 350, 1),
        'hemline_right': (50, 340, 1),
    },
)


@pytest.fixture
def start(tmp_path, image, fake_model, label_server):
    """Return a function that serves one photo with a mirrored skirt, and returns its session."""

    def run(file='labels.csv', size=(300, 400), garment=GARMENT):
        path = tmp_path / '<b>a&amp;.png'
        cv2.imwrite(str(path), image('skirt', *size))
        labels = LabelFile(tmp_path / file)
        if garment:
            labels.save(path.name, [garment], version_of([]))
        paths = {path.name: path}
        session = LabelSession(labels, paths, Drafts(paths, fake_model()))
        return session, label_server(session)

    return run


@pytest.fixture
def label(browser, downloads, run_app, tmp_path):
    page = LabelPage(browser, downloads)
    yield page
    browser.get('about:blank')
    browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
    log = browser.get_log('browser')
    assert [entry for entry in log if 'status of 4' not in entry['message']] == []


def positions(label):
    return {name: (x, y) for name, (x, y, _) in label.points().items()}


def test_commands_and_findings(label, start):
    session, server = start()
    label.open(server.url)
    before = label.points()
    assert before == {name: (x, y, not v) for name, (x, y, v) in GARMENT.keypoints.items()}
    assert label.element('#findings').text.startswith('mirrored all 2 pairs')
    label.press('m')
    assert label.points()['waistband_left'] == (100, 60, True)
    label.wait(lambda: label.element('#findings').text == '')
    label.press('z')
    assert label.points() == before
    label.press('y', '/')
    label.element('#search').send_keys('he r', Keys.ENTER)
    assert label.selected == 'hemline_right'
    label.press('a')
    assert 'hemline_right' not in label.points()
    label.press('15', 'v', Keys.ARROW_DOWN)
    assert label.points()['waistband_left'] == (100, 61, False)
    label.press('.', '.')
    assert label.selected == 'hemline_left'
    Select(label.element('#category')).select_by_value('trousers')
    label.wait(lambda: 'bottom_left_in' in label.points())
    points = label.points()
    assert points['waistband_left'] == (100, 61, False)  # moved by hand
    assert 'hemline_left' not in points
    label.press(Keys.ENTER)
    label.wait(lambda: 'last one' in label.status)
    ((garment,),) = LabelFile(session.labels.path)._garments.values()
    assert garment.category == 'trousers'
    assert garment.keypoints['waistband_left'] == (100, 61, 1)


def test_an_unplaced_point_can_be_occluded_before_it_is_clicked(label, start):
    _, server = start(garment=None)
    label.open(server.url)
    label.press('15', 'o')
    label.click(120, 80)
    x, y, hollow = label.points()['waistband_left']
    assert ((x, y), hollow) == (pytest.approx((120, 80), abs=1), True)


def test_several_garments_need_coco(label, start):
    session, server = start()
    label.open(server.url)
    label.press('G')
    assert '-o labels.json' in label.status
    session, server = start('labels.json')
    label.open(server.url)
    label.press('G')
    assert label.selected == 'waistband_left'
    label.click(150, 100)
    label.press('c')
    label.press(Keys.ESCAPE)
    label.wait(lambda: label.element('#garments button').click() is None)
    assert positions(label)['hemline_left'] == (240, 350)
    label.press('g', Keys.ENTER)
    label.wait(lambda: 'last one' in label.status)
    first, second = LabelFile(session.labels.path).photo_labels('<b>a&amp;.png').garments
    assert first == GARMENT
    assert second.keypoints['waistband_left'] == pytest.approx((150, 100, 1), abs=1)
    label.press('g', 'R', Keys.ENTER)
    label.wait(lambda: len(json.loads(session.labels.path.read_text())['annotations']) == 1)


def test_a_photo_of_4000_pixels_is_labelled_to_the_pixel(label, start):
    """Zoomed in; the file name is text, never HTML."""
    garment = LabelledGarment('skirt', {'waistband_left': (2020, 1490, 1)})
    _, server = start(size=(4000, 3000), garment=garment)
    label.open(server.url)
    assert label.photo == '<b>a&amp;.png'
    label.press(*'++++++++++')
    label.drag((2020, 1490), (1987, 1513))
    assert positions(label) == {'waistband_left': (1987, 1513)}
    label.press(Keys.ARROW_LEFT)
    label.press_with(Keys.CONTROL, Keys.ARROW_RIGHT)
    assert positions(label) == {'waistband_left': (1986, 1513)}
    label.press('r')  # in the part that is shown
    label.wait(lambda: list(label.points()) == ['hemline_left', 'hemline_right'])
    x, y = positions(label)['hemline_left']
    assert (abs(x - 2000) < 300, abs(y - 1500) < 300) == (True, True)
    label.press('f', 'r')
    label.wait(lambda: positions(label)['hemline_left'] == (2400, 1800))


def touch(label, kind, *points):
    left, top = label.browser.execute_script(
        "const box = document.getElementById('stage').getBoundingClientRect();"
        'return [box.x + box.width / 2, box.y + box.height / 2];'
    )
    touches = [dict(x=float(left + x), y=float(top + y), id=i) for i, (x, y) in enumerate(points)]
    label.browser.execute_cdp_cmd('Input.dispatchTouchEvent', dict(type=kind, touchPoints=touches))


def test_fingers_drag_a_point_and_zoom(label, start):
    _, server = start()
    size = dict(width=390, height=800, deviceScaleFactor=1, mobile=True)
    label.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', size)
    label.open(server.url)
    start_, end = label.on_screen(240, 350), label.on_screen(150, 300)
    touch(label, 'touchStart', start_)
    touch(label, 'touchMove', np.add(start_, end) / 2)
    touch(label, 'touchMove', end)
    touch(label, 'touchEnd')
    assert positions(label)['hemline_left'] == pytest.approx((150, 300), abs=2)
    before = positions(label)
    script = "return document.getElementById('image').getBoundingClientRect().width"
    width = label.browser.execute_script(script)
    touch(label, 'touchStart', (-20, 0), (20, 0))
    touch(label, 'touchMove', (-40, 0), (40, 0))
    touch(label, 'touchEnd')
    assert label.browser.execute_script(script) == pytest.approx(2 * width, rel=0.05)
    assert positions(label) == before
    fits = 'const {scrollWidth, clientWidth} = document.documentElement;'
    assert label.browser.execute_script(f'{fits} return scrollWidth <= clientWidth;')


def test_a_photo_that_is_removed_while_it_is_shown_is_checked_and_saved(label, start):
    """Nothing of that is an error in the log of the browser, which the fixture looks at."""
    session, server = start()
    label.open(server.url)
    session.photos['<b>a&amp;.png'].unlink()
    label.press('m')
    label.wait(lambda: label.element('#findings').text == '')
    label.press(Keys.ENTER)
    label.wait(lambda: 'last one' in label.status)


def test_a_stopped_server_is_reported_and_nothing_is_lost(label, start):
    _, server = start()
    label.open(server.url)
    label.press('m')
    changed = label.points()
    label.wait(lambda: label.element('#findings').text == '')
    server.request_stop()
    server.thread.join(20)
    label.press(Keys.ENTER)
    label.wait(lambda: 'does not respond' in label.status)
    assert label.points() == changed
    label.browser.get('about:blank')
    label.browser.get_log('browser')  # discards the failed requests
