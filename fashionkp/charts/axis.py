"""Axes: positions of values, and round numbers to label."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tick:
    """A label of an axis.

    Attributes:
        position: Fraction of the axis, 0 to 1.
        text: The number there.
    """

    position: float
    text: str


@dataclass(frozen=True)
class Axis:
    """The values from one end of a chart to the other.

    Attributes:
        low: Value at position 0.
        high: Value at position 1, larger than ``low``.
    """

    low: float
    high: float

    def positions(self, values: np.ndarray) -> np.ndarray:
        """Return values as fractions of the axis; those beyond its ends are clipped."""
        return np.clip((np.asarray(values, float) - self.low) / (self.high - self.low), 0, 1)

    def position(self, value: float) -> float:
        """Return one value as a fraction of the axis."""
        return float(self.positions(np.array(value)))

    def ticks(self, min_step: float = 0.0) -> tuple[Tick, ...]:
        """Return labels at :func:`round_numbers`."""
        numbers = round_numbers(self.low, self.high, min_step)
        return tuple(Tick(self.position(number), f'{number:g}') for number in numbers)


def fitted_axis(values: np.ndarray, low: float | None = None, high: float | None = None) -> Axis:
    """Return the axis of some values.

    Args:
        values: (M,), possibly none.
        low: Lower end; the smallest value if None.
        high: Upper end; the largest value if None.
    """
    if low is None:
        low = float(values.min()) if len(values) else 0.0
    if high is None:
        high = float(values.max()) if len(values) else 1.0
    return Axis(low, high) if high > low else Axis(low - 0.5, low + 0.5)


def round_numbers(low: float, high: float, min_step: float = 0.0) -> list[float]:
    """Return up to seven round numbers from ``low`` to ``high``.

    Args:
        low: Lower bound.
        high: Upper bound.
        min_step: Smallest distance between two of them, such as 1 for whole numbers.

    Example:
        >>> round_numbers(0, 47)
        [0.0, 10.0, 20.0, 30.0, 40.0]
    """
    rough = max((high - low) / 6, min_step)
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough)
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [float(round(index * step, 12)) for index in range(int(first), int(last) + 1)]
