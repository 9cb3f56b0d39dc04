"""The labelling page in a browser, against a running server; skipped without Chromium."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.labelling import Drafts, LabelFile, LabelSession

pytest.importorskip('selenium')

from label_page import LabelPage
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

SIZE = 300, 400
SKIRT = CATEGORIES['skirt'].keypoints


@pytest.fixture
def folder(tmp_path, image):
    for name in ('a.png', 'b.png'):
        cv2.imwrite(str(tmp_path / name), image('skirt', *SIZE))
    (tmp_path / 'broken.png').write_bytes(b'no image')
    return tmp_path


@pytest.fixture
def start(folder, fake_model, label_server):
    """Return a function that serves the photos, with a model or without, and a name of a file."""

    def run(model=True, file='labels.csv'):
        paths = {path.name: path for path in sorted(folder.glob('*.png'))}
        drafts = Drafts(paths, fake_model() if model else None)
        return label_server(LabelSession(LabelFile(folder / file), paths, drafts)).url

    return run


@pytest.fixture
def label(browser, downloads, run_app, tmp_path):
    page = LabelPage(browser, downloads)
    yield page
    browser.get('about:blank')
    log = browser.get_log('browser')
    assert [entry for entry in log if 'status of 4' not in entry['message']] == []


def saved(folder):
    """Return the key points of each photo in the table."""
    table = read_annotations(folder / 'labels.csv')
    return {
        image_id: {
            KEYPOINTS[i]: (*map(int, table.keypoints[row, i]), int(table.visibility[row, i]))
            for i in np.flatnonzero(table.visibility[row] >= 0)
        }
        for row, image_id in enumerate(table.image_ids)
    }


def test_the_table_has_to_the_pixel_what_was_dragged_hidden_and_confirmed(label, start, folder):
    label.open(start())
    assert label.photo == 'a.png'
    assert label.points() == {'hemline_left': (180, 240, False), 'hemline_right': (240, 320, False)}
    assert label.element('#errors summary').get_attribute('textContent') == '1 cannot be read'
    label.drag((180, 240), (60, 310))
    dragged = label.points()['hemline_left']
    assert dragged[:2] == pytest.approx((60, 310), abs=1)
    assert label.selected == 'hemline_left'
    label.press('o')
    assert label.points()['hemline_left'][2]
    label.go()
    assert label.photo == 'b.png'
    assert saved(folder) == {
        'a.png': {'hemline_left': (*dragged[:2], 0), 'hemline_right': (240, 320, 1)}
    }
    assert label.progress == (1, 3)
    label.go('p')
    assert (label.photo, label.points()['hemline_left']) == ('a.png', (*dragged[:2], True))
    assert list(saved(folder)) == ['a.png']


def test_points_are_placed_by_clicks_one_after_another(label, start, folder):
    label.open(start(model=False))
    Select(label.element('#category')).select_by_value('skirt')
    label.wait(lambda: len(label.elements('#points li')) == len(SKIRT))
    label.press('15')
    for name, position in zip(SKIRT[:3], ((100, 50), (200, 50), (50, 350)), strict=True):
        assert label.selected == name
        label.click(*position)
    assert label.selected == 'hemline_right'
    label.press(Keys.ENTER)
    label.wait(lambda: label.photo == 'b.png')
    points = saved(folder)['a.png']
    assert list(points) == list(SKIRT[:3])
    assert points['waistband_right'] == pytest.approx((200, 50, 1), abs=1)


def test_switching_saves_what_was_changed_and_only_that(label, start, folder):
    label.open(start())
    label.go('n')
    assert not (folder / 'labels.csv').exists()
    label.press('18', Keys.ARROW_LEFT)
    label.press_with(Keys.SHIFT, Keys.ARROW_UP)
    label.go('p')
    assert saved(folder) == {
        'b.png': {'hemline_left': (180, 240, 1), 'hemline_right': (239, 310, 1)}
    }


def test_a_second_browser_does_not_overwrite_the_first(label, start, folder):
    url = start()
    label.open(url)
    first = label.browser.current_window_handle
    label.browser.switch_to.new_window('tab')
    label.open(url)
    label.press('18', Keys.ARROW_LEFT)
    label.go()
    label.browser.close()
    label.browser.switch_to.window(first)
    label.press('18', Keys.ARROW_RIGHT, Keys.ENTER)
    label.wait(lambda: label.element('#conflict').is_displayed())
    assert label.photo == 'a.png'
    assert saved(folder)['a.png']['hemline_right'] == (239, 320, 1)
    label.element('[data-command="theirs"]').click()
    label.wait(lambda: label.points()['hemline_right'][0] == 239)
    assert not label.element('#conflict').is_displayed()


def test_a_photo_without_a_garment_is_confirmed_and_not_offered_again(label, start, folder):
    label.open(start())
    label.go('x')
    assert (folder / 'labels.no-garment.txt').read_text() == 'a.png\n'
    assert not (folder / 'labels.csv').exists()
    assert label.element('#progress').text.startswith('1 of 3 labelled, 1 without a garment')
    assert label.element('#photos option[value="a.png"]').text == '✗ a.png'
    label.open(start())
    assert label.photo == 'b.png'
    label.press('18', Keys.ARROW_LEFT)
    label.element('[data-command="noGarment"]').click()
    assert 'once more' in label.status
    label.press('z')  # asks again after a change
    label.press('x')
    assert 'once more' in label.status
    assert label.points()
    label.press('x')
    label.wait(lambda: label.progress == (2, 3))
    assert (folder / 'labels.no-garment.txt').read_text() == 'a.png\nb.png\n'


def test_no_garment_is_taken_back_or_replaced_by_points(label, start, folder):
    label.open(start())
    label.go('x')
    label.go('p')
    assert label.status == 'a.png: no garment'
    assert label.points() == {}
    label.press('x')
    label.wait(lambda: label.status == 'a.png: predicted, to be confirmed')
    assert list(label.points()) == ['hemline_left', 'hemline_right']
    assert (folder / 'labels.no-garment.txt').read_text() == ''
    label.go('x')
    label.go('p')
    label.press('r')
    label.wait(lambda: label.points())
    label.go()
    assert list(saved(folder)) == ['a.png']
    assert (folder / 'labels.no-garment.txt').read_text() == ''
