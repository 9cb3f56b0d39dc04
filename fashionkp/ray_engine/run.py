"""Running a job on a pool of Ray workers."""

import logging
import os
import pickle
import site
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.custom_garments import GARMENTS_VARIABLE, declared_files
from fashionkp.inference.devices import RAY_DEVICES, choose_device
from fashionkp.inference.source_image import SourceImage
from fashionkp.optional_packages import require
from fashionkp.predictions.result_store import ImageRecord
from fashionkp.progress import progress_bar
from fashionkp.ray_engine.job import Job
from fashionkp.ray_engine.worker import ERRORS, FAILURE, GROUP, IMAGE, Worker

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_SIZE = 256
"""Largest number of images that a worker takes at a time, and that a part has."""

WORKERS_PER_GPU = 4
"""Workers on a GPU if their number is not given: each also decodes photos, on a core."""

RETRIES = 3
"""How often a group whose worker died is retried: one of its images may be what kills workers."""


@dataclass(frozen=True)
class Pool:
    """Worker processes, and the GPUs that they share.

    Attributes:
        size: Number of workers.
        gpus: Number of GPUs; 0 if they need none.
    """

    size: int
    gpus: int = 0

    @property
    def gpu_share(self) -> float:
        """Part of a GPU that each worker gets, so that all can run at once.

        Example:
            >>> Pool(3, gpus=2).gpu_share, Pool(1, gpus=4).gpu_share, Pool(8).gpu_share
            (0.5, 1.0, 0.0)
        """
        if not self.gpus:
            return 0.0
        # Ray counts in units of 0.0001; a worker is on one GPU
        return floor(10_000 / ceil(self.size / self.gpus)) / 10_000

    def at_most(self, size: int) -> 'Pool':
        """Return the pool without workers beyond ``size``."""
        return replace(self, size=min(self.size, size))


def run_job(
    images: Sequence[SourceImage],
    job: Job,
    workers: int | None,
    on_error: Callable[[str], None],
    *,
    show_progress: bool = False,
) -> int:
    """Process images on the workers of a Ray cluster, which write the results.

    Args:
        images: Images with different names; what reads them can be pickled.
        job: What to do with them.
        workers: Number of processes, one core each; by default as many as the cluster has cores,
            on GPUs at most :data:`WORKERS_PER_GPU` each.
        on_error: Called with the reason why an image could not be read.
        show_progress: Whether to show a progress bar.

    Returns:
        Number of images that could not be read.

    Raises:
        MissingPackage: If Ray is not installed.
        OSError: If results cannot be written.
        ValueError: If there are more workers than cores, or no GPU that the job's device needs.
    """
    failed = 0
    bar = progress_bar(total=len(images), show=show_progress)
    with bar, connect_ray() as ray:
        pool = _pool(ray, workers, job.device)
        pending = dict(enumerate(_groups(images, pool.size, job.batch_size)))
        tables = [_table(number, group) for number, group in pending.items()]
        for report in _reports(ray, tables, job, pool.at_most(len(tables))):
            if report[FAILURE]:
                raise OSError(report[FAILURE])
            bar.update(len(pending.pop(report[GROUP])))
            for reason in report[ERRORS]:
                on_error(reason)
            failed += len(report[ERRORS])
    return failed + sum(_give_up(job, group, on_error) for group in pending.values())


def _give_up(job: Job, group: Sequence[SourceImage], on_error: Callable[[str], None]) -> int:
    """Report the images of a group whose workers died, and return their number."""
    reason = f'no result: workers failed {RETRIES + 1} times on the {len(group)} images around it'
    records = [ImageRecord(image.name, [], f'{image.name}: {reason}') for image in group]
    job.give_up(records)
    for record in records:
        on_error(record.error)
    return len(records)


def _pool(ray: Any, workers: int | None, device: str | None) -> Pool:
    """Return the workers of a cluster."""
    resources = ray.cluster_resources()
    gpus = _needed_gpus(device, int(resources.get('GPU', 0)))
    return Pool(_pool_size(workers, int(resources.get('CPU', 0)), gpus), gpus)


def _needed_gpus(device: str | None, gpus: int) -> int:
    """Return the number of GPUs that workers share; 0 if they need none."""
    if device is None or choose_device(device=device).kind not in RAY_DEVICES:
        return 0
    if not gpus:
        raise ValueError(f'device {device!r}: the cluster has no GPU: expected at least one')
    return gpus


def _pool_size(workers: int | None, cores: int, gpus: int = 0) -> int:
    """Return the number of processes."""
    if workers is not None and not 1 <= workers <= cores:
        raise ValueError(f'{workers} workers: expected 1 to {cores}, the cores of the cluster')
    limit = gpus * WORKERS_PER_GPU or cores
    return workers or max(min(cores, limit), 1)


def _groups(
    images: Sequence[SourceImage], workers: int, batch_size: int
) -> list[Sequence[SourceImage]]:
    """Divide images into groups, each the work of one worker at a time.

    If there are enough images, each worker gets several groups, so that all workers end at about
    the same time.
    """
    size = min(GROUP_SIZE, max(batch_size, ceil(len(images) / (4 * workers))))
    return [images[i : i + size] for i in range(0, len(images), size)]


def _table(number: int, group: Sequence[SourceImage]) -> 'pa.Table':
    import pyarrow as pa

    rows = [pickle.dumps(image) for image in group]
    return pa.table({IMAGE: rows, GROUP: [number] * len(rows)})


def _reports(ray: Any, tables: 'list[pa.Table]', job: Job, pool: Pool) -> Iterator[dict[str, Any]]:
    """Yield the workers' reports as they come; none for groups whose workers die repeatedly.

    The workers read images and write results themselves: Ray Data's own tasks for that would wait
    for cores, all of which the workers hold.
    """
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')  # about max_task_retries: see requirements/ray.txt
        reports = ray.data.from_arrow(tables).map_batches(
            Worker,
            fn_constructor_args=(job,),
            batch_size=None,  # a whole table
            batch_format='pyarrow',
            # the report of a group is lost if the next one, waiting at its worker, kills it at once
            compute=ray.data.ActorPoolStrategy(size=pool.size, max_tasks_in_flight_per_actor=1),
            num_cpus=1,
            num_gpus=pool.gpu_share or None,
            max_restarts=-1,
            max_task_retries=RETRIES,
            runtime_env={'env_vars': {**_search_path(), **_custom_garments()}},
        )
    yield from reports.iter_rows()


def _search_path() -> dict[str, str]:
    """Return variables that let workers on this machine find this package if not installed."""
    folder = str(Path(__file__).parents[2])
    if folder in (*site.getsitepackages(), site.getusersitepackages()):
        return {}
    paths = [folder, *filter(None, [os.environ.get('PYTHONPATH')])]
    return {'PYTHONPATH': os.pathsep.join(paths)}


def _custom_garments() -> dict[str, str]:
    """Return variables that declare this process's custom garments to workers."""
    files = [str(path.absolute()) for path in declared_files()]  # workers have another folder
    return {GARMENTS_VARIABLE: os.pathsep.join(files)} if files else {}


@contextmanager
def connect_ray(cores: int | None = None) -> Iterator[Any]:
    """Yield Ray, connected to the cluster of ``RAY_ADDRESS`` or to one started on this machine.

    The latter accepts connections from this machine only, and is stopped after the block.

    Args:
        cores: Number of cores that a cluster on this machine has for workers; by default all.

    Raises:
        MissingPackage: If Ray is not installed.
    """
    os.environ.setdefault('RAY_USAGE_STATS_ENABLED', '0')  # otherwise sent to Ray's makers
    remote = os.environ.get('RAY_ADDRESS', 'local') != 'local'
    if not remote:
        # Ray opens its ports to the network unless the machine counts as one without clusters;
        # read when Ray is imported
        os.environ['RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER'] = '0'
    ray = require('ray')
    require('ray.data')
    for name in ('ray', 'ray.data'):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # the other groups continue after one is given up
    options = {} if remote else dict(address='local', include_dashboard=False, num_cpus=cores)
    ray.init(logging_level=logging.ERROR, log_to_driver=False, **options)
    try:
        yield ray
    finally:
        ray.shutdown()
