"""A worker process of the Ray engine."""

import pickle
from typing import TYPE_CHECKING

from fashionkp.ray_engine.job import Job

if TYPE_CHECKING:
    import pyarrow as pa

IMAGE, GROUP = 'image', 'group'
"""Columns of a group: images, pickled, and the number of the group."""

ERRORS, FAILURE = 'errors', 'failure'
"""Columns of a worker's report, beside ``group``: why images could not be read, and why the results
could not be written, empty if they were."""


class Worker:
    """Processes groups of images; Ray creates one in each process.

    Args:
        job: What to do.
    """

    def __init__(self, job: Job) -> None:
        self._process = job.start()

    def __call__(self, group: 'pa.Table') -> 'pa.Table':
        """Process a group.

        Args:
            group: One image a row.

        Returns:
            The report, one row.
        """
        import pyarrow as pa

        images = [pickle.loads(row) for row in group[IMAGE].to_pylist()]
        errors, failure = [], ''
        try:
            errors = self._process(images)
        except OSError as error:  # such as a full disk; reported without a traceback through Ray
            failure = f'cannot write results: {error}'
        number = group[GROUP][0].as_py()
        return pa.table({GROUP: [number], ERRORS: [errors], FAILURE: [failure]})
