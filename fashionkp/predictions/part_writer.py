"""Results of images that are stored in parts while a run goes on."""

import time
from abc import abstractmethod
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Generic, TypeVar

PART_IMAGES, PART_SECONDS = 256, 30.0
"""A part is stored after so many images, or so much time."""

Result = TypeVar('Result')


class PartWriter(AbstractContextManager, Generic[Result]):
    """Collects results until they make a part.

    If the run is interrupted, what was collected is stored, unless storing was what failed.
    """

    def __init__(self) -> None:
        self._waiting: list[Result] = []
        self._stored_at = time.monotonic()

    @abstractmethod
    def _store(self, results: list[Result]) -> None:
        """Store a part; there is at least one result."""

    def _collect(self, result: Result) -> None:
        self._waiting.append(result)
        waited = time.monotonic() - self._stored_at
        if len(self._waiting) >= PART_IMAGES or waited >= PART_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Store what has been added so far as a part.

        Raises:
            OSError: If it cannot be written.
        """
        results, self._waiting = self._waiting, []
        self._stored_at = time.monotonic()
        if results:
            self._store(results)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None and not isinstance(error, OSError):
            self.flush()
