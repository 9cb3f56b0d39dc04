"""The page of ``fashionkp label`` as a user sees it and works with it, in a browser."""

import re

from browser_page import Page
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys


class LabelPage(Page):
    """What a user sees and does on the page; positions are pixels of the photo."""

    def open(self, url):
        """Open the page and wait for its first photo."""
        self.browser.get(url)
        self.wait(lambda: self.photo)
        return self

    @property
    def photo(self):
        """Id of the photo that is shown, empty before the first one."""
        script = "return document.getElementById('photos').value"
        return self.browser.execute_script(script)

    @property
    def selected(self):
        """Name of the selected key point, or None."""
        script = """
        return document.querySelector('#points [aria-current="true"]')?.dataset.point ?? null;"""
        return self.browser.execute_script(script)

    def points(self):
        """Return the drawn key points of the current garment: x, y and whether it is occluded."""
        script = """
        const image = document.getElementById('image').getBoundingClientRect();
        const zoom = parseFloat(document.getElementById('image').style.width) / image.width;
        const dots = document.querySelectorAll('#stage .current circle[data-keypoint]');
        return [...dots].map((dot) => {
          const box = dot.getBoundingClientRect();
          const isHollow = dot.getAttribute('fill') === 'white';
          return [dot.dataset.keypoint, (box.x + box.width / 2 - image.x) * zoom - 0.5,
                  (box.y + box.height / 2 - image.y) * zoom - 0.5, isHollow];
        });"""
        rows = self.browser.execute_script(script)
        return {name: (round(x), round(y), hollow) for name, x, y, hollow in rows}

    def on_screen(self, x, y):
        """Return where a pixel of the photo is, relative to the centre of the stage."""
        script = """
        const image = document.getElementById('image').getBoundingClientRect();
        const stage = document.getElementById('stage').getBoundingClientRect();
        const scale = image.width / parseFloat(document.getElementById('image').style.width);
        return [image.x + (arguments[0] + 0.5) * scale - stage.x - stage.width / 2,
                image.y + (arguments[1] + 0.5) * scale - stage.y - stage.height / 2];"""
        return [round(value) for value in self.browser.execute_script(script, x, y)]

    def drag(self, start, end):
        """Drag with the mouse from one pixel of the photo to another."""
        stage = self.element('#stage')
        (x0, y0), (x1, y1) = self.on_screen(*start), self.on_screen(*end)
        chain = ActionChains(self.browser, duration=20)
        chain.move_to_element_with_offset(stage, x0, y0).click_and_hold()
        chain.move_by_offset((x1 - x0) // 2, (y1 - y0) // 2)
        chain.move_to_element_with_offset(stage, x1, y1).release().perform()

    def click(self, x, y):
        """Click a pixel of the photo."""
        chain = ActionChains(self.browser, duration=20)
        chain.move_to_element_with_offset(self.element('#stage'), *self.on_screen(x, y))
        chain.click().perform()

    def press(self, *keys):
        """Press keys one after another."""
        ActionChains(self.browser, duration=20).send_keys(*keys).perform()

    def press_with(self, modifier, key):
        """Press a key with a modifier."""
        chain = ActionChains(self.browser, duration=20)
        chain.key_down(modifier).send_keys(key).key_up(modifier).perform()

    def go(self, key=Keys.ENTER):
        """Press a key that leads to another photo, and wait for that one."""
        before = self.photo
        self.press(key)
        self.wait(lambda: self.photo != before)
        self.wait(lambda: self.status.startswith(self.photo))

    @property
    def progress(self):
        """Number of labelled photos, and of all."""
        return tuple(map(int, re.findall(r'\d+', self.element('#progress').text)[:2]))
