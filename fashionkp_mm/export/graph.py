"""A model from image to points as one graph, without MMPose's data samples around it."""

import copy
from collections.abc import Callable
from typing import Any

import torch
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from fashionkp.inference.backends import INPUT, OUTPUTS
from fashionkp_mm.channels import channel_flips
from fashionkp_mm.export.decoding import Decoded, decoder_of
from fashionkp_mm.models import GarmentHead, GarmentPoseEstimator


class GarmentGraph(nn.Module):
    """A :class:`GarmentPoseEstimator` with the preparation of its input and its decoding.

    The averaging over a mirrored view is that of the head's own ``predict``.

    Args:
        model: The model, in evaluation mode.
        flip: Whether to look at the mirrored images too.

    Raises:
        ValueError: The model does not tell the presence of points, or its codec has no decoding
            in terms of tensors.
    """

    def __init__(self, model: GarmentPoseEstimator, flip: bool) -> None:
        super().__init__()
        if model.garment_head is None:
            raise ValueError('the model has no garment_head: there is no presence to export')
        self.model = model
        self.garment_head: GarmentHead = model.garment_head
        codec = model.head.decoder
        self.flip_indices = channel_flips(model.categories)
        # a bound method, so that the copy's weights are not registered a second time
        self.predict_from_outputs = _head_of_outputs(model.head, decoder_of(codec)).predict
        self.sample = PoseDataSample(
            metainfo=dict(flip_indices=self.flip_indices, input_size=codec.input_size)
        )
        self.test_cfg = dict(model.test_cfg, flip_test=flip, output_heatmaps=False)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Predict from images.

        Args:
            images: Images as OpenCV reads them, of the model's size: (B, H, W, 3) uint8, BGR.

        Returns:
            Points (B, K, 2) in pixels of the input, whose image spans (0, 0) to (W, H); their
            scores (B, K); the probability that each is there if the garment is of each category
            (B, C, K), 0 for points that it does not have; probability of each category (B, C).
        """
        model = self.model
        inputs = self._normalized(images)
        flip = self.test_cfg['flip_test']
        # both views in one pass: the graph is half as large, and its layers can be merged
        levels = model.backbone(torch.cat([inputs, inputs.flip(-1)]) if flip else inputs)
        outputs = model.head(model.neck(levels) if model.with_neck else levels)
        category, presence = self.garment_head.average_views(
            _views(levels, images.shape[0], flip), self.flip_indices
        )
        views = _views(outputs, images.shape[0], flip)
        points, scores = self.predict_from_outputs(
            views if flip else views[0], [self.sample], test_cfg=self.test_cfg
        )
        return points, scores, self.garment_head.presence_probs(presence), category.softmax(dim=1)

    def _normalized(self, images: Tensor) -> Tensor:
        """What the model's own ``data_preprocessor`` makes of the images, (B, 3, H, W)."""
        preprocessor = self.model.data_preprocessor
        colors = images.permute(0, 3, 1, 2)
        if preprocessor._channel_conversion:
            colors = colors.flip(1)
        return (colors.float() - preprocessor.mean) / preprocessor.std


def _head_of_outputs(head: Any, decode: Callable[[Any], Decoded]) -> Any:
    """Copy a pose head so that its ``predict`` averages and decodes outputs that it is given.

    Args:
        head: A pose head of MMPose; the copy shares its weights.
        decode: Decodes a batch of the head's outputs, see :func:`decoder_of`.
    """
    copied = copy.copy(head)
    copied.forward = lambda outputs: outputs
    copied.decode = decode
    return copied


def _views(outputs: Any, count: int, flip: bool) -> list[Any]:
    """What belongs to ``count`` images and, where they are there, to their mirror images."""
    if not flip:
        return [outputs]
    if isinstance(outputs, Tensor):
        return [outputs[:count], outputs[count:]]
    return [tuple(each[:count] for each in outputs), tuple(each[count:] for each in outputs)]


def exported(graph: GarmentGraph, size: tuple[int, int]) -> Any:
    """The graph as a model of ONNX (``ModelProto``), for batches of any length.

    Args:
        graph: The graph.
        size: Width and height of its input, pixels.

    Raises:
        ValueError: This PyTorch cannot trace the model.
    """
    # two images: one would be taken for a length that never changes
    images = torch.zeros((2, size[1], size[0], 3), dtype=torch.uint8)
    try:
        program = torch.onnx.export(
            graph,
            (images,),
            dynamo=True,
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_shapes=({0: torch.export.Dim('batch')},),
            verbose=False,
        )
    except Exception as error:  # what tracers raise shares no base class, and differs by version
        reason = str(error).strip().split('\n')[0] or type(error).__name__
        raise ValueError(
            f'PyTorch {torch.__version__} cannot trace this model: {reason} (docs/install.md says '
            'which version is tested)'
        ) from error
    assert program is not None
    return program.model_proto
