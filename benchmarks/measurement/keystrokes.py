"""How long hands take: the keystroke-level model of practised users.

Reference:
    S. K. Card, T. P. Moran and A. Newell: The Keystroke-Level Model for User Performance Time with
    Interactive Systems. Communications of the ACM 23 (7), 1980, table 1, for K, P, H and M.
    D. Kieras: Using the Keystroke-Level Model to Estimate Execution Times. 2001, for B.
"""

from collections import Counter
from collections.abc import Mapping

SECONDS = {
    'K': 0.28,  # press a key: average non-secretary typist
    'P': 1.1,  # point to a target with the mouse
    'B': 0.1,  # press or release a button of the mouse
    'H': 0.4,  # move the hand between mouse and keyboard
    'M': 1.35,  # prepare mentally: look, and decide
}
"""Seconds of each operator."""


class Hand:
    """Counts the operators of one hand, which is on the mouse first.

    Attributes:
        operators: How many there were of each, since :meth:`take` was called last.
    """

    def __init__(self) -> None:
        self.operators: Counter[str] = Counter()
        self._device = 'mouse'

    def decide(self) -> None:
        """Look at something and decide what to do."""
        self.operators['M'] += 1

    def type(self, count: int) -> None:
        """Press keys."""
        self._move_to('keyboard')
        self.operators['K'] += count

    def click(self) -> None:
        """Click a target."""
        self._move_to('mouse')
        self.operators.update('PBB')

    def drag(self) -> None:
        """Drag a target to where it belongs."""
        self._move_to('mouse')
        self.operators.update('PBPB')

    def take(self) -> Counter[str]:
        """Return the operators so far, and start again from none; the hand stays where it is."""
        taken, self.operators = self.operators, Counter()
        return taken

    def _move_to(self, device: str) -> None:
        self.operators['H'] += device != self._device
        self._device = device


def seconds(operators: Mapping[str, float]) -> float:
    """Return how long operators take.

    Example:
        >>> round(seconds({'M': 1, 'P': 1, 'B': 2}), 2)
        2.65
    """
    return sum(SECONDS[name] * count for name, count in operators.items())
