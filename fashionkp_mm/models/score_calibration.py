"""Scores of key points as calibrated probabilities."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

NUM_FEATURES = 3

_LOWEST = 1e-3
"""Scores and ratios below it count as this, because of their logarithm."""

_SECOND_PEAK = 0.1
"""Smallest distance of a second peak from the first, in widths of the heatmap."""

_NARROWEST = 0.03
"""Added to the width of a garment, in widths of the input."""


class ScoreCalibration(nn.Module):
    """Logistic regression from the features of key points to the probability that they are correct.

    A key point is correct if its error is less than :data:`~fashionkp.score.CORRECT` percent of the
    normalizing distance. :class:`ScoreCalibrationHook` fits the coefficients.
    """

    coefficients: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer('coefficients', torch.zeros(1 + NUM_FEATURES))

    @property
    def is_fitted(self) -> bool:
        """Whether there are coefficients."""
        return bool(self.coefficients.any())

    def forward(self, scores: Tensor, features: Tensor) -> Tensor:
        """Return the probability that each key point is correct, (B, K).

        Args:
            scores: Scores of the codec, (B, K). Not positive means that the heatmap shows no key
                point, whose probability is 0.
            features: See :func:`score_features`, (B, K, 3).
        """
        logits = self.coefficients[0] + (features * self.coefficients[1:]).sum(-1)
        return torch.where(scores > 0, logits.sigmoid(), 0.0)

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        # checkpoints of earlier versions have no calibration
        state_dict.setdefault(f'{prefix}coefficients', torch.zeros(1 + NUM_FEATURES))
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)


def score_features(
    points: Tensor, scores: Tensor, outputs: Any, input_size: Sequence[int]
) -> Tensor:
    """Return what the probability of a correct key point depends on.

    Args:
        points: Key points, (B, K, 2), pixels of the input.
        scores: Scores of the codec, (B, K).
        outputs: What the codec decodes: heatmaps (B, K, H, W), or something else.
        input_size: Width and height of the input, pixels.

    Returns:
        (B, K, 3): the logarithm of the score; of the second peak of the heatmap relative to the
        first, 0 without a heatmap; and of the garment's width relative to the input, which is the
        standard deviation of the x of all key points, weighted by their scores. The same distance
        is a larger error on a narrow garment, whose normalizing distance is short.
    """
    peaks = scores.clamp(min=_LOWEST)
    # sharp weights: a joint model has key points of other categories too, with low scores
    weights = peaks**4
    weights = weights / weights.sum(dim=1, keepdim=True)
    x = points[..., 0] / input_size[0]
    mean = (weights * x).sum(dim=1, keepdim=True)
    width = (weights * (x - mean) ** 2).sum(dim=1, keepdim=True).sqrt() + _NARROWEST
    ratio = torch.ones_like(peaks)
    if _are_heatmaps(outputs, peaks):
        ratio = (second_peaks(outputs).to(peaks) / peaks).clamp(_LOWEST, 1.0)
    return torch.stack([peaks, ratio, width.expand_as(peaks)], dim=-1).log()


def second_peaks(heatmaps: Tensor) -> Tensor:
    """Return the highest value of each heatmap that is not near its maximum, (B, K).

    Args:
        heatmaps: (B, K, H, W).
    """
    height, width = heatmaps.shape[2:]
    flat = heatmaps.flatten(2)
    cell = flat.argmax(dim=-1, keepdim=True)
    every = torch.arange(height * width, device=heatmaps.device)
    dx, dy = every % width - cell % width, every // width - cell // width
    near = dx**2 + dy**2 <= (_SECOND_PEAK * width) ** 2
    return flat.masked_fill(near, -torch.inf).amax(dim=-1)


def _are_heatmaps(outputs: Any, scores: Tensor) -> bool:
    """Return whether outputs are a heatmap for each score; coordinates are (B, 1, K, 2 or 4)."""
    return isinstance(outputs, Tensor) and outputs.dim() == 4 and outputs.shape[:2] == scores.shape
