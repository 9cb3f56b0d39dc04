"""What runs on the workers."""

import pickle
from typing import TYPE_CHECKING

from fashionkp.inference.object_store_images import prefetch
from fashionkp.inference.pipeline import predict_images
from fashionkp.predictions.prediction import Prediction
from fashionkp.ray_engine.plan import PredictionJob

if TYPE_CHECKING:
    import pyarrow as pa

IMAGE, GROUP = 'picture', 'group'
"""Columns of a group: images, pickled, and the group's number."""

ERRORS, FAILURE = 'errors', 'failure'
"""Columns of a worker's answer beside ``group``: what is wrong with images that cannot be read,
and why the results could not be written."""


class Worker:
    """Predicts groups of images and writes the results; Ray makes it in each process of a pool.

    Args:
        plan: What to do.
    """

    def __init__(self, plan: PredictionJob) -> None:
        self._plan = plan
        self._model = plan.model()
        self._results = plan.results()

    def __call__(self, group: 'pa.Table') -> 'pa.Table':
        """Predict a group.

        Args:
            group: An image a row.

        Returns:
            One row, the answer.
        """
        import pyarrow as pa

        images = [pickle.loads(row) for row in group[IMAGE].to_pylist()]
        garments: list[Prediction] = []
        errors: dict[str, str] = {}
        failure = ''
        stream = predict_images(self._model, prefetch(images), self._plan.batch_size)
        for outcome in stream:
            garments += outcome.garments
            if outcome.error:
                errors[outcome.name] = outcome.error
        try:
            self._results.write([image.name for image in images], garments, errors)
        except OSError as error:  # a full disk, say: to be told without a trace through Ray
            failure = f'cannot write results: {error}'
        number = group[GROUP][0].as_py()
        return pa.table({GROUP: [number], ERRORS: [[*errors.values()]], FAILURE: [failure]})
