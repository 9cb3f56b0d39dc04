"""Calibration of probabilities by logistic regression."""

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

_PRIOR_PRECISION = 1.0
"""Precision of the Gaussian prior of each coefficient, in logits.

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
    design = np.column_stack([logits, np.ones(len(logits)), np.eye(num_groups)[groups]])
    slope, common, *offsets = _fit(design, truth, prior=np.eye(2 + num_groups)[0])
    return float(slope), common + np.array(offsets)


def fit_logistic(features: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Fit ``sigmoid(offset + features @ slopes)`` to outcomes, by maximum a posteriori.

    The priors draw the offset and the slopes towards 0.

    Args:
        features: What the probability depends on, (N, F).
        truth: Outcomes, (N,) bool.

    Returns:
        The offset and the slopes, (1 + F,).
    """
    design = np.column_stack([np.ones(len(features)), features])
    return _fit(design, truth, prior=np.zeros(design.shape[1]))


def _fit(design: np.ndarray, truth: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Return the coefficients (D,) of a logistic regression.

    Args:
        design: Design matrix, (N, D).
        truth: Outcomes, (N,) bool.
        prior: Mean of the coefficients' Gaussian prior, (D,).
    """
    sign = np.where(truth, 1.0, -1.0)

    def cost(theta: np.ndarray) -> tuple[float, np.ndarray]:
        margin, shift = sign * (design @ theta), theta - prior
        gradient = (-sign * expit(-margin)) @ design + _PRIOR_PRECISION * shift
        return np.logaddexp(0, -margin).sum() + _PRIOR_PRECISION / 2 * shift @ shift, gradient

    return minimize(cost, prior, jac=True, method='L-BFGS-B').x
