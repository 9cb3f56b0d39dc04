"""Arguments that choose the models of ``fashionkp predict``, and which of them go together."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fashionkp.cli.config_arguments import add_settings_argument
from fashionkp.fileio.object_store import suffix_of
from fashionkp.model_zoo.catalogue import DEEPFASHION2
from fashionkp.model_zoo.names import find_model, nearest_names

ONNX = '.onnx'
CHECKPOINTS = ('.pth', '.pt', '.ckpt')
EXPORTED_DEVICES = (
    'tensorrt, openvino:GPU, or another execution provider of ONNX Runtime, such as coreml or dml'
)


@dataclass(frozen=True)
class ModelOptions:
    """Which models predict, and on what.

    Attributes:
        model: Config or exported model (.onnx) for all categories, if any.
        weights: Checkpoint of ``model``.
        routes: Model and checkpoint of single categories, by category.
        backend: What runs exported models; None for that of the device.
        device: Where the models compute; None for the default.
        flip: Whether to average with the mirrored image; None for as the config tests. For an
            exported model, which has this built in, what is expected of it.
        cfg_options: Config settings to override, as KEY=VALUE.
        scales: As for :class:`~fashionkp.inference.tta.TTAModel`.
        refine_crop: As for :class:`~fashionkp.inference.tta.TTAModel`.
        any_rotation: As for :class:`~fashionkp.inference.tta.TTAModel`.
        points_from: Name of the fetched model that points are taken from where it has them.
        others: Model and checkpoint of those that are averaged with ``model`` and ``weights``.
    """

    model: str | None
    weights: str | None
    routes: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    backend: str | None = None
    device: str | None = None
    flip: bool | None = None
    cfg_options: tuple[str, ...] = ()
    scales: tuple[float, ...] = (1.0,)
    refine_crop: bool = False
    any_rotation: bool = False
    points_from: str | None = None
    others: tuple[tuple[str | None, str | None], ...] = ()

    @property
    def joint(self) -> list[tuple[str | None, str | None]]:
        """Model and checkpoint of each model for all categories, which are averaged."""
        first = [(self.model, self.weights)] if self.model or self.weights else []
        return [*first, *self.others]

    @property
    def exported(self) -> list[str]:
        """The exported models."""
        return [model for model in self._named if suffix_of(model) == ONNX]

    @property
    def _named(self) -> list[str]:
        return [model for model, _ in (*self.joint, *self.routes.values()) if model]

    def with_found_models(self) -> 'ModelOptions':
        """Return the options with paths for names and URIs, and the starter for no model."""
        from fashionkp.inference.default_model import default_model

        def found(model: str | None) -> str | None:
            return None if model is None else str(find_model(model))

        routes = {name: (found(model), weights) for name, (model, weights) in self.routes.items()}
        is_named = self.model or self.weights or self.routes
        model = found(self.model) if is_named else str(default_model())
        others = tuple((found(model), weights) for model, weights in self.others)
        return replace(self, model=model, routes=routes, others=others)

    def check(self) -> None:
        """Check that the options go together.

        Raises:
            ValueError: If a config has no weights, or an option does not apply
                to the models.
        """
        if self.points_from not in (None, DEEPFASHION2):
            raise ValueError(f'--points-from {self.points_from}: expected {DEEPFASHION2}')
        for model, weights in self.joint:
            self._check_weights('--model', model, weights)
        for category, (model, weights) in self.routes.items():
            self._check_weights(f'--route {category}=', model, weights)
        if self.backend and not self.exported:
            raise ValueError(f'--backend {self.backend} runs exported models ({ONNX}) only')
        if not self.exported:
            return
        given = {
            'a config': len(self.exported) < len(self._named),
            'weights': any(weights for _, weights in (*self.joint, *self.routes.values())),
            '--cfg-options': self.cfg_options,
        }
        if other := [name for name, value in given.items() if value]:
            raise ValueError(
                f'{self.exported[0]} is an exported model: it does not go with {other[0]}'
            )

    def _check_weights(self, option: str, model: str | None, weights: str | None) -> None:
        """Check that a model has weights: a config alone would predict from random ones."""
        of_route = option.startswith('--route')
        if model is None and suffix_of(weights or '') == ONNX:
            right = f'{option}{weights}' if of_route else f'--model {weights}'
            raise ValueError(f'{weights} is an exported model: expected {right}')
        if model is None or suffix_of(model) == ONNX:
            return
        if suffix_of(model) in CHECKPOINTS:
            right = f'{option},{model}' if of_route else f'--weights {model}'
            raise ValueError(f'{model} is a checkpoint: expected its weights as {right}')
        if weights is None:
            right = f'{option}{model},CKPT' if of_route else f'--model {model} --weights CKPT'
            near = nearest_names(model)
            raise ValueError(
                f'{model}: no weights: give a checkpoint, {right}, or an exported model ({ONNX})'
                + (f'; did you mean {near}?' if near else '')
            )


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('model')
    group.add_argument(
        '--model',
        action='append',
        default=[],
        help='a config file, or the name of a config that comes with the package; or an exported '
        'model, which needs no PyTorch: a file (.onnx), the name of a fetched one (fashionkp '
        'models), or hf://USER/REPO[@REVISION]/FILE.onnx (default: the config in --weights, or '
        'without weights the starter model, which comes with the package). May be repeated: the '
        'heatmaps of all models are averaged before they are decoded',
    )
    group.add_argument(
        '--weights',
        action='append',
        default=[],
        metavar='CKPT',
        help='checkpoint of --model; may be repeated, once for each --model or for a single one',
    )
    group.add_argument(
        '--route',
        action='append',
        default=[],
        type=_route,
        metavar='CATEGORY=MODEL[,CKPT]',
        help='model for one category; may be repeated. --model, if given, predicts unknown '
        'categories and handles the other categories',
    )
    group.add_argument(
        '--points-from',
        metavar='NAME',
        help=f'{DEEPFASHION2}: take points from this fetched model where it has them; category, '
        'presence and all other points come from --model. Needs PyTorch',
    )
    _add_device_arguments(group)
    add_settings_argument(group)  # type: ignore[arg-type]


def _add_device_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        '--backend',
        help='what runs exported models: onnxruntime (default), onnxruntime-gpu or openvino',
    )
    group.add_argument(
        '--device',
        help='where the models compute, without a fallback: cpu, cuda or cuda:1; exported models '
        f'also on {EXPORTED_DEVICES} (default: cpu for exported models, for others a GPU if there '
        'is one)',
    )


def add_exported_device_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--device`` to a command that runs exported models only."""
    parser.add_argument(
        '--device',
        help=f'where the model computes, without a fallback: cpu (default), cuda, cuda:1, '
        f'{EXPORTED_DEVICES}',
    )


def model_options(args: argparse.Namespace) -> ModelOptions:
    (model, weights), *others = joint_models(args.model, args.weights)
    return ModelOptions(
        model=model,
        weights=weights,
        others=tuple(others),
        routes={category: (model, weights) for category, model, weights in args.route},
        backend=args.backend,
        device=args.device,
        flip=args.flip,
        cfg_options=tuple(args.cfg_options),
        scales=tuple(args.scales or (1.0,)),
        refine_crop=args.refine_crop,
        any_rotation=args.any_rotation,
        points_from=args.points_from,
    )


def joint_models(
    models: Sequence[str], weights: Sequence[str]
) -> list[tuple[str | None, str | None]]:
    """Return config or exported model, and checkpoint, of the models that are averaged.

    Raises:
        ValueError: If there is not one checkpoint for each config.
    """
    if not weights:
        return [(model, None) for model in models] or [(None, None)]
    if len(models) < 2:
        return [(models[0] if models else None, checkpoint) for checkpoint in weights]
    if len(models) != len(weights):
        raise ValueError(
            f'{len(models)} times --model and {len(weights)} times --weights: expected a '
            'checkpoint for each config'
        )
    return list(zip(models, weights, strict=True))


def _route(text: str) -> tuple[str, str | None, str | None]:
    """Return category, model and checkpoint of a route."""
    category, equals, files = text.partition('=')
    model, _, weights = files.partition(',')
    if not (category and equals and files):
        raise argparse.ArgumentTypeError(f'{text!r}: expected CATEGORY=MODEL[,CKPT]')
    return category, model or None, weights or None
