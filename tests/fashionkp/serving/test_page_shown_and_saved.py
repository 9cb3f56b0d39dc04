"""What the page shows and saves as its user types, waits and chooses several photos."""

import json

import pytest

from fashionkp.categories import CATEGORIES

pytest.importorskip('selenium')

from selenium.webdriver.support.ui import Select

DRESS, SKIRT = CATEGORIES['dress'], CATEGORIES['skirt']


def test_lengths_follow_typing_and_are_saved_as_shown(page, dress, server):
    page.choose(dress)
    requests = page.num_requests()
    Select(page.element('#reference')).select_by_value('chest')
    query = '?reference=chest=47.5'
    expected = server.predict(dress.read_bytes(), query)[1]['measurements']
    page.fill('#cm', '47.5')
    rows = [row.text.replace('±', '').split() for row in page.elements('#lengths tbody tr')]
    saved = json.loads(page.download('#save-json', 'dress.json'))
    assert 'margins_per_cm' not in saved
    saved = saved['measurements']
    for column, key in enumerate(('pixels', 'margin_pixels', 'cm', 'margin_cm'), 1):
        shown = {row[0]: float(row[column]) for row in rows}
        # ties may be rounded to the other side
        assert shown == pytest.approx({n: row[key] for n, row in expected.items()}, abs=0.11)
        assert {name: length[key] for name, length in saved.items()} == shown
    assert saved['chest']['margin_cm'] == 0 < saved['hem']['margin_cm']
    for key in ('pixels', 'margin_pixels'):
        assert {name: length[key] for name, length in saved.items()} == {
            name: length[key] for name, length in expected.items()
        }
    assert page.num_requests() == requests
    page.fill('#cm', '-3')
    assert all(len(row.text.split()) == 4 for row in page.elements('#lengths tbody tr'))


def test_lengths_below_the_minimum_score_are_saved_as_shown(page, dress):
    page.choose(dress)
    page.slide(0.41)
    saved = json.loads(page.download('#save-json', 'dress.json'))
    assert saved['minimum_score'] == 0.41
    chest = saved['measurements']['chest']
    assert chest['margin_cm'] is None
    assert chest['pixels'] is chest['margin_pixels'] is None
    assert chest['below_minimum_score'] == ['armpit_left', 'armpit_right']


def test_nothing_is_saved_while_a_prediction_is_outdated(page, dress):
    page.choose(dress)
    page.browser.execute_script('window.fetch = () => new Promise(() => {});')
    Select(page.element('#category')).select_by_value('skirt')
    page.wait(lambda: page.status.startswith('Predicting'))
    assert not page.element('#save-json').is_enabled()
    assert not page.element('#save-image').is_enabled()


@pytest.mark.parametrize(('score', 'is_uncertain'), [(0.49, True), (0.5, False)])
def test_an_uncertain_category_is_pointed_out(page, dress, score, is_uncertain):
    script = """
    const [score] = arguments, original = window.fetch;
    window.fetch = async (...request) => {
      const content = await (await original(...request)).json();
      return Response.json({...content, category_score: score});
    };"""
    page.browser.execute_script(script, score)
    page.choose(dress)
    assert page.element('#uncertain').is_displayed() == is_uncertain
    Select(page.element('#category')).select_by_value('skirt')
    page.wait(lambda: tuple(page.keypoints()) == SKIRT.keypoints)
    assert not page.element('#uncertain').is_displayed()


def test_several_photos_have_their_own_predictions(page, dress, tmp_path, colored):
    text, last = tmp_path / 'text.jpg', tmp_path / 'last.png'
    text.write_text('hello')
    last.write_bytes(colored(204, 200, (400, 400)))
    page.element('#file').send_keys('\n'.join(map(str, (dress, text, last))))
    labels = ['dress.png: dress', 'text.jpg', 'last.png: dress']
    page.wait(lambda: [button.text for button in page.elements('#photos button')] == labels)
    assert page.status == 'dress.png: dress, 100 %'
    Select(page.element('#category')).select_by_value('skirt')
    page.wait(lambda: tuple(page.keypoints()) == SKIRT.keypoints)
    buttons = lambda: page.elements('#photos button')  # noqa: E731
    buttons()[2].click()
    page.wait(lambda: page.status == 'last.png: dress, 100 %')
    page.wait(lambda: tuple(page.keypoints()) == DRESS.keypoints)
    assert page.element('#keypoints tbody td:nth-child(3)').text == '0.80'
    buttons()[1].click()
    page.wait(lambda: 'not an image' in page.status)
    assert not page.element('#prediction').is_displayed()
    buttons()[0].click()
    page.wait(lambda: tuple(page.keypoints()) == SKIRT.keypoints)
    assert page.element('#category').get_attribute('value') == 'skirt'
    lines = page.download('#save-all', 'photos.jsonl').splitlines()
    saved = [json.loads(line) for line in lines]
    assert [(item['image'], item['category']) for item in saved] == [
        ('dress.png', 'skirt'),
        ('last.png', 'dress'),
    ]


def test_a_phone_is_not_asked_to_drop_a_photo(page, browser):
    assert page.element('#drop').text.startswith('Drop photos')
    browser.execute_cdp_cmd('Emulation.setTouchEmulationEnabled', dict(enabled=True))
    try:
        page.wait(lambda: page.element('#drop').text.startswith('Take or choose a photo'))
    finally:
        browser.execute_cdp_cmd('Emulation.setTouchEmulationEnabled', dict(enabled=False))


def test_the_model_is_named_with_its_error_and_where_it_was_measured(page, hand_model):
    text = page.element('#model').text
    assert text.startswith('drawn_by_hand')
    assert ('on its validation data' in text) == ('normalized error' in text)


def test_a_page_that_has_started_has_no_hint_for_those_that_do_not(page):
    assert 'web server' in page.browser.execute_script(
        "return fetch('.').then((response) => response.text())"
    )
    page.wait(lambda: page.status == '')
