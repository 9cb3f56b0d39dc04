"""Whether one model is better than another, told by the same images."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fashionkp.report.evaluation import Evaluation, Model
from fashionkp.report.grouped_errors import Mean, category_groups, means
from fashionkp.score import RULES, PointErrors

FEW = 30
"""Of fewer images the bootstrap gives intervals that are too narrow."""

SAME = 0.005
"""Differences of less than this, percent, are none: such as that of rounded points."""


@dataclass(frozen=True)
class Comparison:
    """A second model beside a first one, on the images that both predict.

    The difference is that of their normalized errors, the second minus the first: negative where
    the second is better. Its interval is a paired one: both models have the same images in each
    resample, so that what makes an image hard for both drops out.

    Attributes:
        first: Name of the first model.
        second: Name of the second model.
        rule: The rule of the score.
        difference: With its interval; None where no point counts.
        per_category: The same of each category.
        better: Number of images on which the second model's mean error is the smaller one.
        worse: Number of images on which it is the larger one.

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
        """What follows, in a sentence or two."""
        found = self.difference
        if found is None:
            return f'{self.first} and {self.second} share no point that counts.'
        images = _images(found.images)
        if max(abs(found.low), abs(found.high)) < SAME:
            return f'{self.first} and {self.second} are equally good on {images}.'
        if found.low > 0 or found.high < 0:
            good, bad = (self.first, self.second)[:: 1 if found.ne > 0 else -1]
            low, high = sorted((abs(found.low), abs(found.high)))
            text = (
                f'{good} is better than {bad}: its NE is {abs(found.ne):.2f} lower, with a 95 % '
                f'interval of {low:.2f} to {high:.2f}, on {images}.'
            )
        else:
            text = (
                f'No clear difference: the NE of {self.second} is {abs(found.ne):.2f} '
                f'{"higher" if found.ne > 0 else "lower"} than that of {self.first}, with a 95 % '
                f'interval of {found.low:+.2f} to {found.high:+.2f}. {images.capitalize()} cannot '
                'tell which one is better.'
            )
        few = f' Fewer than {FEW} images: the true interval is wider.'
        return text + (few if found.images < FEW else '')

    def to_dict(self) -> dict[str, object]:
        """As plain Python objects."""
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
    """Each model beside each later one, under every rule."""
    groups = {'category': category_groups(evaluation.truth)}
    return [
        _compared(first, second, rule, groups)
        for rule in RULES
        for first, second in combinations(evaluation.models, 2)
    ]


def _compared(
    first: Model, second: Model, rule: str, groups: dict[str, dict[str, np.ndarray]]
) -> Comparison:
    one, two = first.errors[rule], second.errors[rule]
    counted = one.counted & two.counted  # what counts depends on the truth and who predicts it
    change = PointErrors((two.errors - one.errors) * counted, counted, one.scored & two.scored)
    difference, named = means(change, groups)
    sums = change.errors.sum(1)
    return Comparison(
        first=first.name,
        second=second.name,
        rule=rule,
        difference=difference,
        per_category=named['category'],
        better=int((sums < 0).sum()),
        worse=int((sums > 0).sum()),
    )


def _images(count: int) -> str:
    return f'{"this" if count == 1 else "these"} {count} image{"" if count == 1 else "s"}'
