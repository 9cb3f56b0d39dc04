"""Calibration of logits as probabilities, by Platt scaling with groups."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

_PRIOR_PRECISION = 1.0
"""Precision of the Gaussian priors of the slope, the offset and each group's offset, in logits.

About four outcomes with even odds move the offset of a group halfway to its maximum likelihood.
"""


def log_loss(logits: np.ndarray, truth: np.ndarray) -> float:
    """Return the mean negative log likelihood of binary outcomes.

    Args:
        logits: Predicted logits, (N,).
        truth: Outcomes, (N,) bool.

    Example:
        >>> round(log_loss(np.zeros(3), np.array([True, False, True])), 4)
        0.6931
    """
    return float(np.logaddexp(0, np.where(truth, -logits, logits)).mean())


def fit_calibration(
    logits: np.ndarray, truth: np.ndarray, groups: np.ndarray, num_groups: int
) -> tuple[float, np.ndarray]:
    """Fit ``sigmoid(slope * logit + offset[group])`` to outcomes, by maximum a posteriori.

    This is Platt scaling with one offset per group. The priors draw each group's offset towards the
    common offset, the slope towards 1 and the common offset towards 0, so that few or equal
    outcomes do not lead to extreme probabilities.

    Args:
        logits: Predicted logits, (N,).
        truth: Outcomes, (N,) bool.
        groups: Group of each outcome, (N,), less than ``num_groups``.
        num_groups: Number of groups, G.

    Returns:
        The slope, and the offset of each group, (G,); a group without outcomes has the common
        offset.

    Reference:
        Platt, Probabilistic outputs for support vector machines, 1999, section 2.
    """
    sign = np.where(truth, 1.0, -1.0)
    start = np.zeros(2 + num_groups)
    start[0] = 1.0

    def cost(theta: np.ndarray) -> tuple[float, np.ndarray]:
        margin = sign * (theta[0] * logits + theta[1] + theta[2 + groups])
        derivatives = -sign * expit(-margin)
        shift = theta - start
        gradient = _PRIOR_PRECISION * shift
        gradient[0] += derivatives @ logits
        gradient[1] += derivatives.sum()
        gradient[2:] += np.bincount(groups, weights=derivatives, minlength=num_groups)
        return np.logaddexp(0, -margin).sum() + _PRIOR_PRECISION / 2 * shift @ shift, gradient

    theta = minimize(cost, start, jac=True, method='L-BFGS-B').x
    return float(theta[0]), theta[1] + theta[2:]
