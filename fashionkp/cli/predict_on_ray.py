"""``fashionkp predict --engine ray``: prediction on the workers of a cluster."""

from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.model_arguments import ModelOptions
from fashionkp.cli.predict_messages import (
    exit_status,
    print_error,
    print_left_out,
    print_resumed,
)
from fashionkp.cli.predict_options import PredictOptions

if TYPE_CHECKING:
    from fashionkp.ray_engine.job import WorkerModels


def predict_on_ray(options: PredictOptions) -> int:
    """Predict on the workers of a Ray cluster, and return the exit status."""
    from fashionkp.inference.inputs import Inputs
    from fashionkp.inference.outputs import check_files, check_images
    from fashionkp.optional_packages import check_installed
    from fashionkp.predictions.writer import PredictionWriter
    from fashionkp.ray_engine.job import PredictionJob
    from fashionkp.ray_engine.run import run_job

    check_installed('ray')
    outputs = [_absolute(output) for output in options.outputs]
    writer = PredictionWriter(
        outputs, options.settings(), options.measurements, resume=options.resume
    )
    inputs = Inputs(options.inputs, options.category, options.boxes)
    check_images(options.outputs, inputs, several_garments=options.several_garments)
    check_files(options.outputs, inputs, options.files)
    images = inputs.in_any_order()
    job = PredictionJob(writer.store, worker_models(options.models), options.batch_size)
    inputs.check(job.models.categories())
    print_left_out(inputs.left_out)
    done = writer.start()
    left = [image for image in images if image.name not in done]
    print_resumed(inputs.count(done), len(inputs))
    failed = run_job(left, job, options.workers, print_error, show_progress=True) if left else 0
    writer.finish(image.name for image in images)
    return exit_status(failed, len(inputs))


def worker_models(models: ModelOptions) -> 'WorkerModels':
    """Return exported models for workers, who need not have their files."""
    from fashionkp.ray_engine.job import WorkerModels

    return WorkerModels(
        joint=Path(models.model).read_bytes() if models.model else None,
        routes={
            category: Path(str(model)).read_bytes()
            for category, (model, _) in models.routes.items()
        },
        flip=models.flip,
        scales=models.scales,
        refine_crop=models.refine_crop,
        any_rotation=models.any_rotation,
        device=models.device,
    )


def _absolute(location: str) -> str:
    """Return a location that is valid in the workers' folders too."""
    from fashionkp.fileio.object_store import is_uri

    if is_uri(location):
        return location
    return str(Path(location).absolute()) + ('/' if location.endswith('/') else '')
