"""Inference of garments and their key points in one call."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmpose.registry import INFERENCERS

from fashionkp.fileio.folder_files import left_out_text
from fashionkp.images.image_like import ImageLike
from fashionkp.inference.default_model import default_model
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import ImageResult, predict_images
from fashionkp.inference.routing import build_model
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.inference.garment_detector import GarmentDetector
from fashionkp_mm.inference.garment_network import GarmentNetwork


@INFERENCERS.register_module()
class FashionInferencer:
    """Predicts the key points of garments in images.

    Args:
        model: A config, its path, or the name of a config of the package; by default the config
            that is saved in ``weights``.
        weights: Path of the checkpoint. Without ``model``, ``weights`` and ``routes``:
            :func:`~fashionkp.inference.default_model.default_model`, which is logged.
        device: Device of all models, such as 'cuda:1'; by default a GPU if there is one.
        routes: Config and checkpoint of models for single categories, by category, such as
            ``{'skirt': ('cpn_r50_skirt', 'skirt.pth')}``. ``model``, if given, predicts unknown
            categories and the key points of the other categories.
        det_model: Detector of MMDetection: a config, its path, or a model name of MMDetection. By
            default each image is one garment.
        det_weights: Checkpoint of the detector.
        det_cat_ids: Ids of the detector's classes that are garments; all by default.
        bbox_thr: Lowest score of a detected garment.
        flip: Whether to average predictions with those of the flipped image; by default as the
            config tests.
        scales: Scales of the garment's box, over which key points are averaged.
        refine_crop: Whether to predict again in the crop around the predicted key points.
        any_rotation: Whether garments may lie at any angle.
        options: Settings of ``model`` and ``routes`` to override, by dotted key.

    Raises:
        FileNotFoundError: If a config or checkpoint does not exist.
        ValueError: If a model has no weights, or is not a garment model.
    """

    def __init__(
        self,
        model: str | Path | Config | None = None,
        weights: str | Path | None = None,
        device: str | None = None,
        *,
        routes: Mapping[str, tuple[str | Path | Config | None, str | Path | None]] | None = None,
        det_model: Any = None,
        det_weights: str | None = None,
        det_cat_ids: Sequence[int] | None = None,
        bbox_thr: float = 0.3,
        flip: bool | None = None,
        scales: Sequence[float] = (1.0,),
        refine_crop: bool = False,
        any_rotation: bool = False,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        single = {
            category: GarmentNetwork(*files, device, flip=flip, options=options)
            for category, files in (routes or {}).items()
        }
        joint = None
        if model is None and weights is None and not single:
            weights = default_model()
        if model is not None or weights is not None:
            joint = GarmentNetwork(model, weights, device, flip=flip, options=options)
        passes = dict(refine_crop=refine_crop, any_rotation=any_rotation)
        self.model = build_model(joint, single, tuple(scales), **passes)
        self.detector = None
        if det_model is not None:
            self.detector = GarmentDetector(
                det_model, det_weights, device, classes=det_cat_ids, threshold=bbox_thr
            )

    def __call__(
        self,
        inputs: ImageLike | Iterable[ImageLike],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        batch_size: int = 16,
    ) -> list[Prediction]:
        """Return the predictions of all garments, in the order of the images.

        Args:
            inputs: One or several files, folders, patterns, FashionAI tables, videos or arrays.
            category: See :class:`fashionkp.inference.inputs.Inputs`.
            bboxes: See :class:`fashionkp.inference.inputs.Inputs`.
            batch_size: Number of garments in a batch, which may be of several images.

        Raises:
            FileNotFoundError: If an input does not exist.
            ValueError: If an image cannot be read (:meth:`stream` skips it), or a category or box
                is invalid.
        """
        garments: list[Prediction] = []
        for result in self.stream(inputs, category, bboxes, batch_size):
            if result.error:
                raise ValueError(result.error)
            garments += result.garments
        return garments

    def stream(
        self,
        inputs: ImageLike | Iterable[ImageLike],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        batch_size: int = 16,
    ) -> Iterator[ImageResult]:
        """Yield the result of each image; arguments are those of :meth:`__call__`.

        An image that cannot be read has an error instead of predictions.
        """
        images = Inputs(inputs, category, bboxes)
        images.check(self.model.categories)
        if images.left_out:
            warnings.warn(left_out_text(images.left_out), stacklevel=2)
        return predict_images(self.model, images, batch_size, self.detector)
