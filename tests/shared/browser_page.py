"""The web page of ``fashionkp serve`` or ``fashionkp export --web`` as a user sees it."""

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait


class Page:
    """What a user sees and does on the page."""

    def __init__(self, browser, downloads):
        self.browser, self.downloads = browser, downloads

    def elements(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def element(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def wait(self, condition, seconds=20):
        # an element may be replaced while its text is read
        ignored = [StaleElementReferenceException]
        wait = WebDriverWait(self.browser, seconds, poll_frequency=0.05, ignored_exceptions=ignored)
        return wait.until(lambda _: condition())

    def choose(self, path, seconds=20):
        """Choose a file and wait for its prediction or an error."""
        self.element('#file').send_keys(str(path))
        self.wait(
            lambda: (
                path.name in self.status
                or 'error' in self.element('#status').get_attribute('class')
            )
        )
        self.wait(lambda: not self.status.startswith('Predicting'), seconds)

    def choose_several(self, paths):
        """Choose files and wait until all are done."""
        before = len(self.elements('#photos button'))
        self.element('#file').send_keys('\n'.join(map(str, paths)))
        self.wait(lambda: len(self.elements('#photos button')) == before + len(paths), seconds=60)
        self.wait(lambda: not self.element('#progress').is_displayed(), seconds=300)

    @property
    def status(self):
        return self.element('#status').text

    def keypoints(self):
        """Return the drawn key points: by name, x and y in pixels of the image, and colour."""
        script = """
        const image = document.getElementById('image').getBoundingClientRect();
        const zoom = document.getElementById('image').naturalWidth / image.width;
        return [...document.querySelectorAll('figure circle')].map((dot) => {
          const box = dot.getBoundingClientRect();
          return [dot.dataset.keypoint, (box.x + box.width / 2 - image.x) * zoom,
                  (box.y + box.height / 2 - image.y) * zoom, dot.getAttribute('fill')];
        });"""
        return {name: (x, y, color) for name, x, y, color in self.browser.execute_script(script)}

    def slide(self, value):
        """Move the slider of the minimum score."""
        script = """
        arguments[0].value = arguments[1];
        arguments[0].dispatchEvent(new Event('input'));"""
        self.browser.execute_script(script, self.element('#threshold'), value)

    def fill(self, selector, text):
        """Replace what a field has, as a user types."""
        field = self.element(selector)
        field.clear()
        field.send_keys(text)

    def num_requests(self):
        """Return how many predictions the page has requested."""
        script = """
        return performance.getEntriesByType('resource').filter(
          ({name}) => new URL(name).pathname === '/predict').length;"""
        return self.browser.execute_script(script)

    def download(self, button, name):
        """Click a button and return the content of the file that it saves."""
        path = self.downloads / name
        path.unlink(missing_ok=True)
        self.element(button).click()
        self.wait(path.exists)
        return path.read_bytes()
