"""Whether one model is better than another, by a paired bootstrap over images."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fashionkp.report.evaluation import Evaluation, ModelErrors
from fashionkp.report.grouped_errors import Mean, category_groups, means
from fashionkp.score import RULES, PointErrors

FEW_IMAGES = 30
"""Below this number of images the intervals of the bootstrap are too narrow."""

NEGLIGIBLE = 0.005
"""Smaller differences, in percent, count as none; rounded coordinates cause them."""


@dataclass(frozen=True)
class Comparison:
    """A second model compared with a first one, on the images that both predict.

    The difference is the NE of the second model minus that of the first: negative if the second is
    better. Its interval is paired: each resample has the same images for both models, so that what
    makes an image hard for both cancels out.

    Attributes:
        first: Name of the first model.
        second: Name of the second model.
        rule: The rule of the score.
        difference: Difference with its interval; None if no key point counts.
        per_category: The difference in each category.
        better: Number of images with a smaller mean error of the second model.
        worse: Number of images with a larger mean error of the second model.

    Reference:
        Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 8 and 13.
    """

    first: str
    second: str
    rule: str
    difference: Mean | None
    per_category: dict[str, Mean]
    better: int
    worse: int

    @property
    def verdict(self) -> str:
        """The result in a sentence or two."""
        change = self.difference
        if change is None:
            return f'{self.first} and {self.second} share no key point that counts.'
        if max(abs(change.low), abs(change.high)) < NEGLIGIBLE:
            return f'{self.first} and {self.second} are equally good on {_images(change.images)}.'
        text = self._clear(change) if change.low > 0 or change.high < 0 else self._unclear(change)
        if change.images < FEW_IMAGES:
            text += f' With fewer than {FEW_IMAGES} images the true interval is wider.'
        return text

    def _clear(self, change: Mean) -> str:
        better, worse = (self.first, self.second)[:: 1 if change.ne > 0 else -1]
        low, high = sorted((abs(change.low), abs(change.high)))
        return (
            f'{better} is better than {worse}: its NE is {abs(change.ne):.2f} lower '
            f'(95 % interval {low:.2f} to {high:.2f}) on {_images(change.images)}.'
        )

    def _unclear(self, change: Mean) -> str:
        return (
            f'No clear difference: the NE of {self.second} is {abs(change.ne):.2f} '
            f'{"higher" if change.ne > 0 else "lower"} than that of {self.first} '
            f'(95 % interval {change.low:+.2f} to {change.high:+.2f}) on '
            f'{_images(change.images)}, too few to decide which model is better.'
        )

    def to_dict(self) -> dict[str, object]:
        """Return the comparison as a JSON object."""
        return {
            'first': self.first,
            'second': self.second,
            'rule': self.rule,
            'difference': self.difference.to_dict() if self.difference else None,
            'per_category': {name: mean.to_dict() for name, mean in self.per_category.items()},
            'better': self.better,
            'worse': self.worse,
            'verdict': self.verdict,
        }


def comparisons(evaluation: Evaluation) -> list[Comparison]:
    """Compare each model with each later one, under every rule."""
    groups = {'category': category_groups(evaluation.truth)}
    return [
        _compare(first, second, rule, groups)
        for rule in RULES
        for first, second in combinations(evaluation.models, 2)
    ]


def _compare(
    first: ModelErrors, second: ModelErrors, rule: str, groups: dict[str, dict[str, np.ndarray]]
) -> Comparison:
    one, two = first.errors[rule], second.errors[rule]
    counted = one.counted & two.counted  # they differ where only one model has a prediction
    change = PointErrors((two.errors - one.errors) * counted, counted, one.scored & two.scored)
    difference, group_means = means(change, groups)
    sums = change.errors.sum(1)
    return Comparison(
        first=first.name,
        second=second.name,
        rule=rule,
        difference=difference,
        per_category=group_means['category'],
        better=int((sums < 0).sum()),
        worse=int((sums > 0).sum()),
    )


def _images(count: int) -> str:
    return 'this 1 image' if count == 1 else f'these {count} images'
