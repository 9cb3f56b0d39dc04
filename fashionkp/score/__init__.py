"""Normalized Error (NE), the score of the FashionAI key point challenge."""

from fashionkp.score.bootstrap import bootstrap_interval, bootstrap_intervals
from fashionkp.score.normalized_error import (
    CORRECT,
    MIN_DISTANCE,
    RULES,
    PointErrors,
    Score,
    format_score,
    normalized_distances,
    normalizing_distances,
    num_normalizing_points,
    point_errors,
    score_arrays,
)
from fashionkp.score.tables import (
    SWAPPED,
    Matches,
    labelled_rows,
    match_tables,
    require_same_categories,
    score_tables,
    seem_swapped,
)

__all__ = [
    'CORRECT',
    'MIN_DISTANCE',
    'RULES',
    'SWAPPED',
    'Matches',
    'PointErrors',
    'Score',
    'bootstrap_interval',
    'bootstrap_intervals',
    'format_score',
    'labelled_rows',
    'match_tables',
    'normalized_distances',
    'normalizing_distances',
    'num_normalizing_points',
    'point_errors',
    'require_same_categories',
    'score_arrays',
    'score_tables',
    'seem_swapped',
]
