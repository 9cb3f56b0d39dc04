"""Key points of any images in one call."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mmengine.config import Config
from mmpose.registry import INFERENCERS

from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import ImageResult, predict_images
from fashionkp.inference.routing import build_model
from fashionkp.inference.sources import Input
from fashionkp.predictions.prediction import Prediction
from fashionkp_mm.inference.garment_detector import GarmentDetector
from fashionkp_mm.inference.garment_network import GarmentNetwork


@INFERENCERS.register_module()
class FashionInferencer:
    """Finds garments' key points in images.

    Args:
        model: A config, its file, or the name of one that comes with the package; None takes the
            config that ``weights`` carry.
        weights: The checkpoint.
        device: Where to compute, such as 'cuda:1'; by default a GPU where there is one.
        routes: Models of single categories: config and checkpoint by category, for instance
            ``{'skirt': ('cpn_r50_skirt', 'skirt.pth')}``. ``model`` then tells the category where
            it is not known, and takes the other categories; it may be missing.
        det_model: Detector of MMDetection that finds the garments: a config, its file, or a name
            of MMDetection's list. By default each image is one garment.
        det_weights: Its checkpoint.
        det_cat_ids: Its classes that are garments; all by default.
        bbox_thr: Least score of a garment that it finds.
        flip: Whether to look at the mirrored images too.
        scales: Sizes of what is looked at, in sizes of the garment's box; points are averaged.
        refine_crop: Whether to look again at what surrounds the points of the first look.
        options: Settings of ``model`` and of the routes to override, by dotted key.

    Raises:
        FileNotFoundError: There is no such config or checkpoint.
        ValueError: No model, or one that is not of garments.
    """

    def __init__(
        self,
        model: str | Path | Config | None = None,
        weights: str | Path | None = None,
        device: str | None = None,
        routes: Mapping[str, tuple[str | Path | Config | None, str | Path | None]] | None = None,
        det_model: Any = None,
        det_weights: str | None = None,
        det_cat_ids: Sequence[int] | None = None,
        bbox_thr: float = 0.3,
        flip: bool = True,
        scales: Sequence[float] = (1.0,),
        refine_crop: bool = False,
        options: dict[str, Any] | None = None,
    ) -> None:
        own = {
            name: GarmentNetwork(*pair, device, flip, options)
            for name, pair in (routes or {}).items()
        }
        joint = None
        if model is not None or weights is not None or not own:
            joint = GarmentNetwork(model, weights, device, flip, options)
        self.model = build_model(joint, own, tuple(scales), refine_crop=refine_crop)
        self.detector = None
        if det_model is not None:
            self.detector = GarmentDetector(det_model, det_weights, device, det_cat_ids, bbox_thr)

    def __call__(
        self,
        inputs: Input | Iterable[Input],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        batch_size: int = 16,
    ) -> list[Prediction]:
        """Predict all garments.

        Args:
            inputs: Files, folders, patterns, FashionAI tables, videos, arrays; one or several.
            category: As for :class:`fashionkp.inference.inputs.Inputs`.
            bboxes: As for :class:`fashionkp.inference.inputs.Inputs`.
            batch_size: Garments that the network gets at a time, from whatever images.

        Returns:
            The garments, in the order of the images.

        Raises:
            FileNotFoundError: An input is not there.
            ValueError: An image cannot be read (:meth:`stream` goes on after it), or a category or
                box is wrong.
        """
        garments: list[Prediction] = []
        for outcome in self.stream(inputs, category, bboxes, batch_size):
            if outcome.error:
                raise ValueError(outcome.error)
            garments += outcome.garments
        return garments

    def stream(
        self,
        inputs: Input | Iterable[Input],
        category: str | Sequence[str | None] | None = None,
        bboxes: Any = None,
        batch_size: int = 16,
    ) -> Iterator[ImageResult]:
        """Predict image after image; arguments are those of a call.

        Returns:
            What came of each image; of one that cannot be read, the reason.
        """
        images = Inputs(inputs, category, bboxes)
        images.check(self.model.categories)
        return predict_images(self.model, images, batch_size, self.detector)
