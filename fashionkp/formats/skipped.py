"""What a reader of another format skips, and why."""

import logging
from collections import Counter

from fashionkp.fileio.error_list import error_list

_logger = logging.getLogger('fashionkp')
_LISTED = 5


class Skipped:
    """Collects what a file contains that no table can hold.

    Example:
        >>> skipped = Skipped()
        >>> for label in ('person', 'person', 'car'):
        ...     skipped.add('labels that are no garments', label)
        >>> print(skipped)
        skipped: 3 labels that are no garments
          person (2)
          car
    """

    def __init__(self) -> None:
        self._items: dict[str, Counter[str]] = {}

    def add(self, what: str, item: object) -> None:
        """Add something that is skipped.

        Args:
            what: What such things are, in the plural; they are listed together.
            item: Where it is and what is wrong with it; counted if it is repeated.
        """
        self._items.setdefault(what, Counter())[str(item)] += 1

    def __str__(self) -> str:
        return '\n'.join(
            error_list(
                f'skipped: {sum(items.values())} {what}',
                [f'{item} ({n})' if n > 1 else item for item, n in items.items()],
                limit=_LISTED,
            )
            for what, items in self._items.items()
        )

    def report(self) -> None:
        """Log what was skipped as a warning, if anything was."""
        if self._items:
            _logger.warning('%s', self)
