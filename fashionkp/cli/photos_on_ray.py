"""``fashionkp align`` and ``crop`` with ``--engine ray``: images made by workers of a cluster."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Any

from fashionkp.alignment.outputs import GarmentFolder
from fashionkp.cli.photos import Photos
from fashionkp.cli.predict_messages import exit_status, print_error
from fashionkp.cli.predict_on_ray import worker_models
from fashionkp.inference.pipeline import ImageResult, predict_images
from fashionkp.inference.points_file import PointsFile
from fashionkp.inference.source_image import SourceImage
from fashionkp.predictions.result_store import ImageRecord
from fashionkp.ray_engine.job import Process, WorkerModels
from fashionkp.ray_engine.run import run_job

Handle = Callable[[ImageResult], None]


@dataclass(frozen=True)
class GarmentImagesJob:
    """Make images of garments, and write them to a folder that all workers see.

    Attributes:
        folder: The folder; records of images are stored in parts there.
        handle: Adds the images of a photo's garments to the folder.
        source: The points of the photos, or models that predict them.
        batch_size: Number of garments in a batch.
    """

    folder: GarmentFolder
    handle: Handle
    source: PointsFile | WorkerModels
    batch_size: int

    @property
    def device(self) -> str | None:
        """Where the models run, if there are any."""
        return self.source.device if isinstance(self.source, WorkerModels) else None

    def start(self) -> Process:
        """Return what makes the images of photos."""
        results: Callable[[Any], Any]
        if isinstance(self.source, PointsFile):
            results = self.source.results
        else:
            results = partial(predict_images, self.source.load(), batch_size=self.batch_size)

        def process(images: Sequence[SourceImage]) -> list[str]:
            errors = []
            for result in results(images):
                if result.error:
                    errors.append(result.error)
                else:
                    self.handle(result)
            self.folder.flush()
            return errors

        return process

    def give_up(self, records: Sequence[ImageRecord]) -> None:
        """Leave images without a record, so that they are tried again if the run is resumed."""


def process_on_ray(
    photos: Photos, folder: GarmentFolder, handle: Handle, done: Set[str], *, workers: int | None
) -> int:
    """Make images of the garments of photos on a Ray cluster, and return the exit status.

    Args:
        photos: The photos.
        folder: Where the images go.
        handle: Adds the images of a photo's garments to the folder.
        done: Names of photos to skip.
        workers: Number of processes; by default one per core of the cluster.
    """
    images = photos.in_any_order(done)
    prediction, points = photos.prediction, photos.points
    if points is not None:
        job = GarmentImagesJob(folder, handle, points, batch_size=16)
    else:
        assert prediction is not None
        models = worker_models(prediction.models)
        photos.check(models.categories())
        job = GarmentImagesJob(folder, handle, models, prediction.batch_size)
    report = partial(print_error, command=photos.command)
    failed = run_job(images, job, workers, report, show_progress=True) if images else 0
    return exit_status(failed, len(photos), photos.command)
