"""Garments of FashionAI in the proportions of a category of DeepFashion2, and a model for these."""

from pathlib import Path

import numpy as np

from fashionkp.categories import CATEGORIES
from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.predictions.prediction import Prediction

_SHORT = dict(cuff_left_out=(30, 60), cuff_right_out=(70, 60))
_LONG = dict(cuff_left_out=(20, 90), cuff_right_out=(80, 90))
_TORSO = dict(
    shoulder_left=(40, 40), shoulder_right=(60, 40), armpit_left=(35, 50), armpit_right=(65, 50)
)
_LEGS = dict(waistband_left=(40, 20), waistband_right=(60, 20), crotch=(50, 50))


def garment_prediction(category_id: int, size: tuple[int, int] = (100, 120)) -> Prediction:
    """Return a prediction that belongs to a category of DeepFashion2."""
    garment = GARMENTS[category_id]
    names = CATEGORIES[garment.category].keypoints
    bottom = 60 if garment.name == 'shorts' else 110
    given = {
        **_TORSO,
        **(_SHORT if 'short_' in garment.name else _LONG),
        **_LEGS,
        **dict(bottom_left_in=(45, bottom), bottom_right_in=(55, bottom)),
    }
    absent = [
        name
        for name in names
        if (name.startswith('cuff') and garment.name.startswith(('sling', 'vest')))
        or (name.startswith('shoulder') and garment.name.startswith('sling'))
    ]
    return Prediction(
        image='',
        size=size,
        box=(0.0, 0.0, *map(float, size)),
        category=garment.category,
        category_score=1.0,
        category_probs={garment.category: 1.0},
        keypoints=np.array([given.get(name, (1, 2)) for name in names], float),
        calibrated=True,
        scores=np.full(len(names), 0.25),
        presence=np.array([0.2 if name in absent else 0.9 for name in names]),
    )


def save_random_checkpoint(path: Path) -> None:
    """Save random weights as OpenMMLab publishes those of its models."""
    import torch

    from fashionkp_mm.inference.deepfashion2_model import CONFIGS  # isort: skip
    from mmpose.apis import init_model

    torch.manual_seed(0)
    (config,) = CONFIGS.glob('*-skirt-*.py')
    model = init_model(str(config), device='cpu')
    torch.nn.init.normal_(model.head.final_layer.weight)  # so that the landmarks differ
    torch.save(dict(meta=dict(epoch=210), state_dict=model.state_dict()), path)
