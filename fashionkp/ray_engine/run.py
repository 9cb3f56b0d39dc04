"""A pool of workers on Ray that predicts images."""

import logging
import os
import pickle
import site
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.custom_garments import VARIABLE, declared_files
from fashionkp.inference.source_image import SourceImage
from fashionkp.optional_packages import require
from fashionkp.progress import progress_bar
from fashionkp.ray_engine.plan import PredictionJob
from fashionkp.ray_engine.worker import ERRORS, FAILURE, GROUP, IMAGE, Worker

if TYPE_CHECKING:
    import pyarrow as pa

EXTRA = 'fashionkp-mm[ray]'
"""What brings Ray, as for pip."""

GROUP_SIZE = 256
"""Largest number of images that a worker takes at a time, and that a file has."""

RETRIES = 3
"""How often a group is tried again whose worker has died: an image may be what kills it."""


def images_left(images: Sequence[SourceImage], plan: PredictionJob) -> list[SourceImage]:
    """The images that have no results yet, those among them that could not be read.

    Raises:
        ValueError: There are results of other settings.
    """
    results = plan.results()
    before = results.done()
    results.forget_errors()
    return [image for image in images if image.name not in before]


def predict_on_ray(
    images: Sequence[SourceImage],
    plan: PredictionJob,
    workers: int | None,
    on_error: Callable[[str], None],
    *,
    show_progress: bool = False,
) -> int:
    """Predict images, which have no results yet: see :func:`images_left`.

    Args:
        images: What to look at; names are different, and what reads them can be pickled.
        plan: How, and where to.
        workers: Processes, one core each; by default as many as the cluster has cores.
        on_error: Called with the reason why an image could not be read.
        show_progress: Whether to show a progress bar.

    Returns:
        How many images could not be read.

    Raises:
        MissingPackage: Ray is not installed.
        OSError: Results cannot be written.
        ValueError: More workers than cores.
    """
    broken = 0
    bar = progress_bar(total=len(images), show=show_progress)
    with bar, ray_here_or_there() as ray:
        pool = _size(workers, int(ray.cluster_resources().get('CPU', 0)))
        open_groups = dict(enumerate(_groups(images, pool, plan.batch_size)))
        tables = [_table(number, group) for number, group in open_groups.items()]
        for answer in _answers(ray, tables, plan, min(pool, len(tables))):
            if answer[FAILURE]:
                raise OSError(answer[FAILURE])
            bar.update(len(open_groups.pop(answer[GROUP])))
            for reason in answer[ERRORS]:
                on_error(reason)
            broken += len(answer[ERRORS])
    for group in open_groups.values():
        broken += _given_up(plan, group, on_error)
    return broken


def _given_up(
    plan: PredictionJob, group: Sequence[SourceImage], on_error: Callable[[str], None]
) -> int:
    """Tell of images that have no answer, and return how many they are."""
    reason = f'no result: workers failed {RETRIES + 1} times on the {len(group)} images around it'
    errors = {image.name: f'{image.name}: {reason}' for image in group}
    plan.results().write([*errors], [], errors)
    for text in errors.values():
        on_error(text)
    return len(errors)


def _size(workers: int | None, cores: int) -> int:
    """Number of processes."""
    if workers is not None and not 1 <= workers <= cores:
        raise ValueError(f'{workers} workers: expected 1 to {cores}, the cores of the cluster')
    return workers or max(cores, 1)


def _groups(
    images: Sequence[SourceImage], workers: int, batch_size: int
) -> list[Sequence[SourceImage]]:
    """Divide images into what a worker takes at a time.

    Where there are enough images each worker gets several groups, so that all end at about the
    same time.
    """
    size = min(GROUP_SIZE, max(batch_size, ceil(len(images) / (4 * workers))))
    return [images[i : i + size] for i in range(0, len(images), size)]


def _table(number: int, group: Sequence[SourceImage]) -> 'pa.Table':
    import pyarrow as pa

    rows = [pickle.dumps(image) for image in group]
    return pa.table({IMAGE: rows, GROUP: [number] * len(rows)})


def _answers(
    ray: Any, tables: 'list[pa.Table]', plan: PredictionJob, size: int
) -> Iterator[dict[str, Any]]:
    """The workers' answers as they come; none for groups on which they die again and again.

    The workers themselves read images and write results. Ray Data's own tasks for that would wait
    for cores, all of which the workers hold.
    """
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')  # Ray's, of max_task_retries: see requirements/ray.txt
        answers = ray.data.from_arrow(tables).map_batches(
            Worker,
            fn_constructor_args=(plan,),
            batch_size=None,  # a table as it is
            batch_format='pyarrow',
            compute=ray.data.ActorPoolStrategy(size=size),
            num_cpus=1,
            max_restarts=-1,
            max_task_retries=RETRIES,
            runtime_env={'env_vars': {**_search_path(), **_garments()}},
        )
    yield from answers.iter_rows()


def _search_path() -> dict[str, str]:
    """What lets workers of this machine find this package, if it is installed nowhere."""
    folder = str(Path(__file__).parents[2])
    if folder in (*site.getsitepackages(), site.getusersitepackages()):
        return {}
    paths = [folder, *filter(None, [os.environ.get('PYTHONPATH')])]
    return {'PYTHONPATH': os.pathsep.join(paths)}


def _garments() -> dict[str, str]:
    """What lets workers of a running cluster know the garments that are declared here."""
    files = [str(path.absolute()) for path in declared_files()]  # they work in another folder
    return {VARIABLE: os.pathsep.join(files)} if files else {}


@contextmanager
def ray_here_or_there(cores: int | None = None) -> Iterator[Any]:
    """Ray, connected to the cluster of ``RAY_ADDRESS``, or to one of this process on this machine.

    The latter listens to this machine alone, and ends with the context.

    Args:
        cores: How many cores a cluster of this machine has for workers; by default all.

    Raises:
        MissingPackage: Ray is not installed.
    """
    os.environ.setdefault('RAY_USAGE_STATS_ENABLED', '0')  # it reports to its makers otherwise
    elsewhere = os.environ.get('RAY_ADDRESS', 'local') != 'local'
    if not elsewhere:
        # Ray opens its ports to the network, unless it takes a machine for one that never has a
        # cluster; to be said before it is imported
        os.environ['RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER'] = '0'
    ray = require('ray', EXTRA)
    require('ray.data', EXTRA)
    for name in ('ray', 'ray.data'):
        logging.getLogger(name).setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # the others go on when a group is given up
    where = {} if elsewhere else {'address': 'local', 'include_dashboard': False, 'num_cpus': cores}
    ray.init(logging_level=logging.ERROR, log_to_driver=False, **where)
    try:
        yield ray
    finally:
        ray.shutdown()
