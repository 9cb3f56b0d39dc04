"""Normalized Error, the score of the FashionAI key point challenge, on arrays and tables."""

from fashionkp.score.bootstrap import bootstrap_interval
from fashionkp.score.normalized_error import (
    RULES,
    SHORTEST_UNIT,
    Score,
    format_score,
    normalized_distances,
    normalizing_distances,
    normalizing_points,
    score_arrays,
)
from fashionkp.score.tables import score_tables

__all__ = [
    'RULES',
    'SHORTEST_UNIT',
    'Score',
    'bootstrap_interval',
    'format_score',
    'normalized_distances',
    'normalizing_distances',
    'normalizing_points',
    'score_arrays',
    'score_tables',
]
