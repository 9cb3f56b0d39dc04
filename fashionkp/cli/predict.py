"""``fashionkp predict``: key points of images."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.cli.config_arguments import overrides
from fashionkp.cli.model_arguments import ModelOptions
from fashionkp.cli.predict_arguments import read_options
from fashionkp.cli.predict_messages import (
    exit_status,
    how_to_continue,
    print_error,
    print_left_out,
    print_resumed,
)
from fashionkp.cli.predict_options import DetectorOptions, PredictOptions
from fashionkp.cli.termination import hint_when_stopped

if TYPE_CHECKING:
    from fashionkp.inference.drawings import Drawings
    from fashionkp.inference.inputs import Inputs
    from fashionkp.inference.pipeline import Detector, GarmentModel

ModelFiles = Sequence[tuple[str | None, str | None]]
"""Model and checkpoint of one or more models, which are averaged."""


def main(argv: Sequence[str] | None = None) -> int:
    options = read_options(argv)
    with hint_when_stopped(how_to_continue(options.outputs)):
        if options.engine == 'ray':
            from fashionkp.cli.predict_on_ray import predict_on_ray

            return predict_on_ray(options)
        return predict_locally(options)


def predict_locally(options: PredictOptions) -> int:
    """Predict in this process, and return the exit status."""
    from fashionkp.inference.inputs import Inputs
    from fashionkp.inference.outputs import OutputFiles, check_files, check_images
    from fashionkp.inference.pipeline import predict_images
    from fashionkp.predictions.writer import PredictionWriter
    from fashionkp.progress import progress_bar

    writer = None
    if options.outputs:
        writer = PredictionWriter(
            options.outputs, options.settings(), options.measurements, resume=options.resume
        )
    folders = options.drawing_folders.values()
    inputs = Inputs(options.inputs, options.category, options.boxes, without=folders)
    check_images(options.outputs, inputs, several_garments=options.several_garments)
    drawings = make_drawings(options.drawing_folders, inputs)
    check_files(options.outputs, inputs, options.files, drawings)
    with redirect_stdout(sys.stderr):  # MMEngine prints there what it loads
        model = load_models(options.models, heatmaps=options.heatmaps is not None)
        detector = load_detector(options.detector, options.models.device)
    inputs.check(model.categories)
    print_left_out(inputs.left_out)
    output = OutputFiles(writer, drawings, options.measurements)
    done = output.start()
    for each in drawings:
        each.check_resumed(done)
    resumed = inputs.count(done)
    print_resumed(resumed, len(inputs))
    images = output.remaining(inputs)
    results = predict_images(model, images, options.batch_size, detector)
    bar = progress_bar(results, total=max(0, len(inputs) - resumed))
    failed = output.write(bar, print_error)
    return exit_status(failed, len(inputs))


def make_drawings(folders: Mapping[str, Path], inputs: 'Inputs') -> 'list[Drawings]':
    """Return the drawings of a run; ``folders`` are those of each option that asks for some."""
    from fashionkp.inference.drawings import Drawings
    from fashionkp.visualization.heatmaps import with_heatmaps
    from fashionkp.visualization.predictions import with_predictions

    videos = {str(video.path): video.frames_per_second for video in inputs.videos}
    draw = {'--draw': with_predictions, '--heatmaps': with_heatmaps}
    return [
        Drawings(folder, videos, draw=draw[option], option=option)
        for option, folder in folders.items()
    ]


def load_models(options: ModelOptions, *, heatmaps: bool = False) -> 'GarmentModel':
    """Load the models and combine them into one.

    Args:
        options: Which models.
        heatmaps: Whether predictions have their heatmaps.
    """
    from fashionkp.inference.routing import build_model

    make_loader = _exported_loader if options.exported else _trained_loader
    load = make_loader(options, heatmaps=heatmaps)
    joint = load(options.joint) if options.joint else None
    routes = {category: load([files]) for category, files in options.routes.items()}
    if options.points_from:
        from fashionkp.model_zoo.names import find_files
        from fashionkp_mm.inference.deepfashion2_model import DeepFashion2Model

        base = build_model(joint, routes)
        files = find_files(options.points_from)
        flip = options.flip is not False
        joint, routes = DeepFashion2Model(base, files, options.device, flip=flip), {}
    passes = dict(refine_crop=options.refine_crop, any_rotation=options.any_rotation)
    return build_model(joint, routes, options.scales, **passes)


def _exported_loader(
    options: ModelOptions, *, heatmaps: bool
) -> Callable[[ModelFiles], 'GarmentModel']:
    from fashionkp.inference.predictor import Predictor

    flip = options.flip
    if options.points_from:
        flip = None  # that of the fetched model

    def load(files: ModelFiles) -> 'GarmentModel':
        models = [str(model) for model, _ in files]
        return Predictor(
            models, options.backend, device=options.device, flip=flip, heatmaps=heatmaps
        )

    return load


def _trained_loader(
    options: ModelOptions, *, heatmaps: bool
) -> Callable[[ModelFiles], 'GarmentModel']:
    from fashionkp_mm.inference.garment_network import GarmentNetwork
    from fashionkp_mm.inference.network_ensemble import NetworkEnsemble

    settings: dict[str, Any] = dict(
        device=options.device,
        flip=options.flip,
        options=overrides(options.cfg_options),
        heatmaps=heatmaps,
    )

    def load(files: ModelFiles) -> 'GarmentModel':
        networks = [GarmentNetwork(*pair, **settings) for pair in files]
        return NetworkEnsemble(networks) if len(networks) > 1 else networks[0]

    return load


def load_detector(options: DetectorOptions | None, device: str | None) -> 'Detector | None':
    """Load the detector, if there is one."""
    if options is None:
        return None
    from fashionkp_mm.inference.garment_detector import GarmentDetector

    return GarmentDetector(
        options.model,
        options.weights,
        device=device,
        classes=options.classes,
        threshold=options.threshold,
    )
