"""Skirts with a normalizing distance of 100 px: an error in pixels is one in percent."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, category_by_name
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.prediction import Prediction
from fashionkp.report import Evaluation, evaluate

POINTS = {
    'waistband_left': '100_50_1',
    'waistband_right': '200_50_1',
    'hemline_left': '80_300_1',
    'hemline_right': '220_300_0',
}


@pytest.fixture
def skirts(csv_row, csv_file) -> Callable[..., Path]:
    """Writes skirts that differ from the usual one in some points: ``skirts('gt.csv', a={})``."""

    def write(name: str, /, **images: dict[str, str]) -> Path:
        rows = [csv_row('skirt', image, **(POINTS | own)) for image, own in images.items()]
        return csv_file(*rows, name=name)

    return write


@pytest.fixture
def two_models(skirts) -> Evaluation:
    """Three skirts; one of their visible points is off by 10 % (first model) or 4 % (second)."""
    truth = skirts('gt.csv', a={}, b={}, c={})
    moved = {'hemline_left': '90_300_1'}
    first = skirts('first.csv', a=moved, b=moved, c=moved)
    near = {'hemline_left': '84_300_1'}
    return evaluate([truth], [[first], [skirts('second.csv', a=near, b=near, c=near)]])


@pytest.fixture
def predictions(tmp_path) -> Callable[..., Path]:
    """Writes predictions of skirts at the true positions, with presence and scores of the points.

    ``predictions('p.jsonl', a=(presence, scores, category))``, where ``category`` is the one that
    the model considers most likely.
    """

    def write(name: str, /, **images: tuple[list[float], list[float], str]) -> Path:
        names = category_by_name('skirt').keypoints
        points = np.array([[int(x) for x in POINTS[key].split('_')[:2]] for key in names], float)
        path = tmp_path / name
        write_jsonl(
            path,
            [
                Prediction(
                    image=f'Images/skirt/{image}.jpg',
                    size=(300, 400),
                    box=(0, 0, 300, 400),
                    category='skirt',
                    category_score=0.1,
                    category_probs={key: 0.6 if key == category else 0.1 for key in CATEGORIES},
                    keypoints=points,
                    scores=np.array(scores),
                    presence=np.array(presence),
                )
                for image, (presence, scores, category) in images.items()
            ],
        )
        return path

    return write
