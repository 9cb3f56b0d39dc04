"""A worker process of the Ray engine."""

import pickle
from typing import TYPE_CHECKING

from fashionkp.inference.object_store_images import prefetch
from fashionkp.inference.pipeline import predict_images
from fashionkp.predictions.result_store import ImageRecord
from fashionkp.ray_engine.job import PredictionJob

if TYPE_CHECKING:
    import pyarrow as pa

IMAGE, GROUP = 'image', 'group'
"""Columns of a group: images, pickled, and the number of the group."""

ERRORS, FAILURE = 'errors', 'failure'
"""Columns of a worker's report, beside ``group``: why images could not be read, and why the results
could not be written, empty if they were."""


class Worker:
    """Predicts groups of images and writes the results; Ray creates one in each process.

    Args:
        job: What to do.
    """

    def __init__(self, job: PredictionJob) -> None:
        self._job = job
        self._model = job.model()

    def __call__(self, group: 'pa.Table') -> 'pa.Table':
        """Predict a group.

        Args:
            group: One image a row.

        Returns:
            The report, one row.
        """
        import pyarrow as pa

        images = [pickle.loads(row) for row in group[IMAGE].to_pylist()]
        records, failure = [], ''
        for result in predict_images(self._model, prefetch(images), self._job.batch_size):
            records.append(ImageRecord(result.name, result.garments, result.error))
        try:
            self._job.store.write(records)
        except OSError as error:  # such as a full disk; reported without a traceback through Ray
            failure = f'cannot write results: {error}'
        errors = [record.error for record in records if record.error]
        number = group[GROUP][0].as_py()
        return pa.table({GROUP: [number], ERRORS: [errors], FAILURE: [failure]})
