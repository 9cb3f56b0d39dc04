"""The page in a browser, against a running server; skipped without Chromium."""

import json

import cv2
import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.visualization.keypoints import side_color

pytest.importorskip('selenium')

from selenium.webdriver.support.ui import Select

SIDE = 400  # of the image `dress`, pixels
DRESS, SKIRT = CATEGORIES['dress'], CATEGORIES['skirt']


def attributes(page):
    return page.elements('#attributes tbody tr')


def test_a_photo_is_uploaded_and_its_key_points_are_drawn_on_it(page, dress, server):
    page.choose(dress)
    assert page.status == 'dress.png: dress, 100 %'
    _, expected = server.predict(dress.read_bytes())
    drawn = page.keypoints()
    assert tuple(drawn) == DRESS.keypoints
    for name, (x, y, color) in drawn.items():
        point = expected['keypoints'][name]
        # the centre of the first pixel is half a pixel from the edge of the image
        assert (x - 0.5, y - 0.5) == pytest.approx((point['x'], point['y']), abs=0.1)
        assert tuple(bytes.fromhex(color[1:])) == side_color(name)
    names = [cell.text for cell in page.elements('#keypoints tbody td:nth-child(2)')]
    assert names == [f'{KEYPOINTS.index(name)} {name}' for name in DRESS.keypoints]
    bars = [bar.text.split()[0] for bar in page.elements('#categories li')]
    assert bars == list(CATEGORIES)
    assert page.element('#categories .chosen').text.split() == ['dress', '100.0', '%']
    rows = [row.text.split() for row in page.elements('#lengths tbody tr')]
    shown = {row[0]: row[1:] for row in rows}
    chest = expected['measurements']['chest']
    assert shown['chest'] == [str(chest['pixels']), '±', str(chest['margin_pixels'])]
    rows = [[c.text for c in row.find_elements('css selector', 'td')] for row in attributes(page)]
    for (name, label, probability), found in zip(
        rows, expected['attributes'].values(), strict=True
    ):
        assert expected['attributes'][name.replace(' ', '_')] == found
        assert (label, probability) == (found['label'], f'{100 * found["confidence"]:.0f} %')


@pytest.mark.parametrize('way', ['drop', 'paste'])
def test_a_photo_can_be_dropped_or_pasted(page, dress, way):
    script = """
    const [way, bytes] = arguments;
    const moved = new DataTransfer();
    moved.items.add(new File([new Uint8Array(bytes)], 'moved.png', {type: 'image/png'}));
    const event = way === 'drop' ? new DragEvent('drop', {dataTransfer: moved, bubbles: true})
      : new ClipboardEvent('paste', {clipboardData: moved, bubbles: true});
    document.body.dispatchEvent(event);"""
    page.browser.execute_script(script, way, list(dress.read_bytes()))
    page.wait(lambda: page.status == 'moved.png: dress, 100 %')
    assert tuple(page.keypoints()) == DRESS.keypoints


def test_the_slider_hides_key_points_below_the_minimum_score(page, dress):
    page.choose(dress)
    for value, count in ((0.39, len(DRESS.keypoints)), (0.41, 0), (0, len(DRESS.keypoints))):
        page.slide(value)
        assert len(page.keypoints()) == count
        assert len(page.elements('#keypoints tbody tr.off')) == len(DRESS.keypoints) - count
        assert page.element('#minimum').text == f'{value:.2f}'
    page.slide(0.41)
    assert 'armpit_left below minimum score' in page.element('#lengths').text


def test_the_saved_json_is_the_response_without_margins_of_unknown_lengths(page, dress, server):
    page.choose(dress)
    saved = json.loads(page.download('#save-json', 'dress.json'))
    response = server.predict(dress.read_bytes())[1]
    assert response.pop('margins_per_cm')
    assert saved == {**response, 'image': 'dress.png'}


def test_the_saved_image_looks_like_the_page(page, dress):
    page.choose(dress)
    data = page.download('#save-image', 'dress_points.png')
    saved = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    scale = 2  # to a long side of 800 pixels
    assert saved.shape == (SIDE * scale, SIDE * scale + 270, 3)
    inside = 0
    for name, (x, y, _) in page.keypoints().items():
        x, y = round(x * scale), round(y * scale)
        if 10 < x < SIDE * scale - 10 and 10 < y < SIDE * scale - 10:
            inside += (saved[y, x, ::-1] == side_color(name)).all()
    assert inside >= 5
    legend = saved[:, SIDE * scale + 20 :]
    assert 0.01 < (legend < 128).any(-1).mean() < 0.2
    page.slide(0.41)
    data = page.download('#save-image', 'dress_points.png')
    saved = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert (saved[: SIDE * scale, : SIDE * scale] == (102, 200, 7)).all()


def test_choosing_a_category_or_a_known_length_predicts_again(page, dress):
    page.choose(dress)
    Select(page.element('#category')).select_by_value('skirt')
    page.wait(lambda: tuple(page.keypoints()) == SKIRT.keypoints)
    Select(page.element('#reference')).select_by_value('waist')
    page.browser.execute_script(
        "arguments[0].value = 35; arguments[0].dispatchEvent(new Event('change'))",
        page.element('#cm'),
    )
    page.wait(lambda: page.element('#lengths tbody tr').text.split()[4:] == ['35.0', '±', '0.0'])


def test_a_rejected_file_shows_the_reason_and_the_next_one_is_predicted(page, dress, tmp_path):
    text = tmp_path / 'text.jpg'
    text.write_text('hello')
    page.choose(text)
    assert 'not an image' in page.status
    assert 'JPEG, PNG, WebP, BMP' in page.status
    assert not page.element('#prediction').is_displayed()
    large = tmp_path / 'large.png'
    large.write_bytes(bytes(1_000_001))
    page.choose(large)
    assert 'large.png' in page.status
    assert '1 MB' in page.status
    page.choose(dress)
    assert len(page.keypoints()) == len(DRESS.keypoints)
    assert page.element('#prediction').is_displayed()


@pytest.fixture(params=[360, 1200])
def width(browser, request):
    """Width of the window, as on a phone or a desktop."""
    size = dict(width=request.param, height=800, deviceScaleFactor=1, mobile=request.param < 500)
    browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', size)
    yield request.param
    browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})


def test_the_pages_fit_the_window(width, browser, server, page, dress):
    fits = 'const {scrollWidth, clientWidth} = document.documentElement;'
    fits += 'return scrollWidth <= clientWidth;'
    page.choose(dress)
    assert browser.execute_script(fits)
    assert len(page.keypoints()) == len(DRESS.keypoints)
    browser.get(f'{server.url}docs')
    page.wait(lambda: 'POST /predict' in page.element('#paths').text)
    assert browser.execute_script(fits)


@pytest.mark.parametrize('valid', [True, False])
def test_a_file_name_is_never_html(page, dress, valid):
    """Not in an error message either."""
    name = '<img src=x onerror=alert(1)><script>alert(1)<_script>"&amp;.png'
    hostile = dress.rename(dress.with_name(name))
    if not valid:
        hostile.write_bytes(hostile.read_bytes()[:-20])
    before = len(page.elements('img')), len(page.elements('script'))
    page.choose(hostile)
    assert '<img src=x onerror=alert(1)><script>alert(1)<_script>' in page.status
    assert (len(page.elements('img')), len(page.elements('script'))) == before


def test_a_stopped_server_is_reported(page, dress, start_server, hand_model):
    stopped = start_server(hand_model.path)
    page.browser.get(stopped.url)
    page.wait(lambda: page.element('#file').get_attribute('accept'))
    stopped.stop()
    page.choose(dress)
    assert 'server' in page.status
    page.browser.get_log('browser')  # discards the failed request


def test_the_docs_page_describes_the_api(browser, server, page):
    browser.get(f'{server.url}docs')
    page.wait(lambda: 'POST /predict' in page.element('#paths').text)
    text = page.element('main').text
    for word in ('category', 'reference', 'multipart/form-data', 'image/jpeg', '413', 'keypoints'):
        assert word in text
    assert f'curl -F file=@photo.jpg {server.url}predict' in text
