"""Calibration: what a model's logits mean as probabilities."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

_PRIOR_PRECISION = 1.0
"""Of slope, offset and each group's own offset, in logits: a group has to bring the evidence of
about four even-odds answers to move halfway to what they say."""


def log_loss(logits: np.ndarray, truth: np.ndarray) -> float:
    """Mean negative log likelihood of answers.

    Args:
        logits: Predicted logits, (N,).
        truth: Whether each answer is yes, (N,) bool.

    Example:
        >>> round(log_loss(np.zeros(3), np.array([True, False, True])), 4)
        0.6931
    """
    return float(np.logaddexp(0, np.where(truth, -logits, logits)).mean())


def fitted_calibration(
    logits: np.ndarray, truth: np.ndarray, groups: np.ndarray, num_groups: int
) -> tuple[float, np.ndarray]:
    """Fit ``sigmoid(slope * logit + offset[group])`` to answers, by maximum a posteriori.

    This is Platt's scaling with an offset for each group of answers. A group's offset is drawn
    towards the common one, and slope and common offset towards 1 and 0, so that few answers, or
    answers that are all alike, do not lead to extreme probabilities.

    Args:
        logits: Predicted logits, (N,).
        truth: Whether each answer is yes, (N,) bool.
        groups: Group of each answer, (N,), less than ``num_groups``.
        num_groups: Number of groups, G.

    Returns:
        The slope, and the offset of each group, (G,); that of a group without answers is the
        common one.

    Reference:
        Platt, Probabilistic outputs for support vector machines, 1999, section 2.
    """
    sign = np.where(truth, 1.0, -1.0)
    start = np.zeros(2 + num_groups)
    start[0] = 1.0

    def cost(theta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (theta[0] * logits + theta[1] + theta[2 + groups])
        slopes = -sign * expit(-margin)
        shift = theta - start
        gradient = _PRIOR_PRECISION * shift
        gradient[0] += slopes @ logits
        gradient[1] += slopes.sum()
        gradient[2:] += np.bincount(groups, weights=slopes, minlength=num_groups)
        return np.logaddexp(0, -margin).sum() + _PRIOR_PRECISION / 2 * shift @ shift, gradient

    theta = minimize(cost, start, jac=True, method='L-BFGS-B').x
    return float(theta[0]), theta[1] + theta[2:]
