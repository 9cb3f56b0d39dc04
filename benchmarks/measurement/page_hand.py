"""A hand that labels garments on the page of ``fashionkp label``, and counts what it does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from selenium.webdriver.support.ui import Select

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.labelling import LabelledGarment
from measurement import keystrokes


class PageHand:
    """Acts on the page and counts.

    Args:
        page: The page, an object of ``tests/shared/label_page.py``.

    Attributes:
        actions: Number of actions with the current garment.
        model: The operators of the same actions.
    """

    def __init__(self, page: Any) -> None:
        self.page, self.actions = page, 0
        self.model = keystrokes.Hand()

    def press(self, keys: str) -> None:
        if keys:
            self.page.press(*keys)
            self.model.type(len(keys))
            self.actions += len(keys)

    def click(self, point: Sequence[float]) -> None:
        self.page.click(*point[:2])
        self.model.click()
        self.actions += 1

    def drag(self, start: Sequence[float], end: Sequence[float]) -> None:
        self.page.drag(start[:2], end[:2])
        self.model.drag()
        self.actions += 1

    def choose(self, category: str) -> None:
        """Choose the category, unless it is the one that is chosen."""
        self.model.decide()
        select = Select(self.page.element('#category'))
        if select.first_selected_option.text != category:
            select.select_by_value(category)
            names = CATEGORIES[category].keypoints
            self.page.wait(lambda: self.listed() == list(names))
            for _ in ('open the list', 'choose'):
                self.model.click()
            self.actions += 1

    def listed(self) -> list[str]:
        script = (
            "return [...document.querySelectorAll('#points button')].map((b) => b.dataset.point)"
        )
        return self.page.browser.execute_script(script)

    def correct(self, garment: LabelledGarment, tolerance: float) -> None:
        """Correct predicted points; ``tolerance`` is in pixels."""
        shown = self.page.points()
        for name in CATEGORIES[garment.category].keypoints:
            right, drawn = garment.keypoints.get(name), shown.get(name)
            number = str(KEYPOINTS.index(name))
            self.model.decide()
            if right is None:
                if drawn:
                    self.press(f'{number}a')
                continue
            if drawn is None:
                self.press(number + 'o' * (not right[2]))
                self.click(right)
                continue
            if np.hypot(*np.subtract(drawn[:2], right[:2])) > tolerance:
                others = [point[:2] for other, point in shown.items() if other != name]
                if min((np.hypot(*np.subtract(drawn[:2], xy)) for xy in others), default=9) < 8:
                    self.press(number)
                self.drag(drawn, right)
            elif not right[2]:
                self.press(number)
            if not right[2]:
                self.press('o')

    def place(self, garment: LabelledGarment) -> None:
        """Click all points in their order."""
        for name in CATEGORIES[garment.category].keypoints:
            point = garment.keypoints.get(name)
            self.model.decide()
            if point is None:
                self.press('a')
            else:
                self.press('o' * (not point[2]))
                self.click(point)
