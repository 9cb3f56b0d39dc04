"""A model from images to key points as a single graph, without MMPose's data samples."""

import copy
from collections.abc import Callable
from typing import Any

import torch
from mmpose.structures import PoseDataSample
from torch import Tensor, nn

from fashionkp.inference.backends import INPUT, OUTPUTS
from fashionkp_mm.channels import channel_flips
from fashionkp_mm.export.decoding import Decoded, tensor_decoder
from fashionkp_mm.export.separate_levels import with_separate_levels
from fashionkp_mm.models import GarmentHead, GarmentPoseEstimator
from fashionkp_mm.models.score_calibration import score_features


class GarmentGraph(nn.Module):
    """A :class:`GarmentPoseEstimator` including normalization of the images and decoding.

    Predictions for the images and the flipped images are averaged by the ``predict`` of the head.

    Args:
        model: The model, in evaluation mode, on the CPU.
        flip: Whether to average with the flipped images.

    Raises:
        ValueError: If the model has no garment head, or :func:`tensor_decoder` does not support its
            codec.
    """

    def __init__(self, model: GarmentPoseEstimator, *, flip: bool) -> None:
        super().__init__()
        if model.garment_head is None:
            raise ValueError('the model has no garment_head, which predicts the presence')
        self.model = model
        self.garment_head: GarmentHead = model.garment_head
        codec = model.head.decoder
        self.flip_indices = channel_flips(model.categories)
        # a bound method, so that the weights of the copy are not registered again
        decode = tensor_decoder(codec)
        if model.score_calibration.is_fitted:
            decode = _calibrated(decode, model)
        self.decode_outputs = _decoding_head(model.head, decode).predict
        self.sample = PoseDataSample(
            metainfo=dict(flip_indices=self.flip_indices, input_size=codec.input_size)
        )
        self.flip = flip
        self.test_cfg = dict(model.test_cfg, flip_test=flip, output_heatmaps=False)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return the predictions for a batch of images.

        Args:
            images: Images of the model's input size, (B, H, W, 3) uint8, BGR.

        Returns:
            Key points (B, K, 2), pixels of the input, which spans (0, 0) to (W, H); scores (B, K);
            presence given each category (B, C, K), 0 for key points that the category does not
            have; category probabilities (B, C).
        """
        inputs = self._normalize(images)
        # both views in one batch, so that the graph is half as large and its layers can be merged
        views = torch.cat([inputs, inputs.flip(-1)]) if self.flip else inputs
        levels = self.model.backbone(views)
        feats = self.model.neck(levels) if self.model.with_neck else levels
        outputs = self.model.head(feats)
        level_views = self._split_views(levels, images.shape[0])
        category, presence = self.garment_head.average_views(level_views, self.flip_indices)
        output_views = self._split_views(outputs, images.shape[0])
        points, scores = self._decode(output_views)
        return points, scores, self.garment_head.presence_probs(presence), category.softmax(dim=1)

    def _decode(self, views: list[Any]) -> Decoded:
        """Return key points and scores of the outputs, averaged over the views."""
        outputs = views if self.flip else views[0]
        return self.decode_outputs(outputs, [self.sample], test_cfg=self.test_cfg)

    def _normalize(self, images: Tensor) -> Tensor:
        """Return the images as the model's ``data_preprocessor`` makes them, (B, 3, H, W)."""
        preprocessor = self.model.data_preprocessor
        colors = images.permute(0, 3, 1, 2)
        if preprocessor._channel_conversion:
            colors = colors.flip(1)
        return (colors.float() - preprocessor.mean) / preprocessor.std

    def _split_views(self, outputs: Any, batch_size: int) -> list[Any]:
        """Return the outputs of the images and, if there are any, of the flipped images."""
        if not self.flip:
            return [outputs]
        if isinstance(outputs, Tensor):
            return [outputs[:batch_size], outputs[batch_size:]]
        return [
            tuple(output[:batch_size] for output in outputs),
            tuple(output[batch_size:] for output in outputs),
        ]


def _calibrated(
    decode: Callable[[Any], Decoded], model: GarmentPoseEstimator
) -> Callable[[Any], Decoded]:
    """Return a function that decodes outputs, with the calibrated scores of a model."""
    size = model.head.decoder.input_size

    def calibrated(outputs: Any) -> Decoded:
        points, scores = decode(outputs)
        features = score_features(points, scores, outputs, size)
        return points, model.score_calibration(scores, features)

    return calibrated


def _decoding_head(head: Any, decode: Callable[[Any], Decoded]) -> Any:
    """Return a copy of a pose head whose ``predict`` takes outputs and averages and decodes them.

    Args:
        head: A pose head of MMPose; the copy shares its weights.
        decode: Function that decodes a batch of outputs, see :func:`tensor_decoder`.
    """
    copied = copy.copy(head)
    copied.forward = lambda outputs: outputs
    copied.decode = decode
    return copied


def export_graph(graph: GarmentGraph, size: tuple[int, int], *, fuse: bool = True) -> Any:
    """Return the graph as an ONNX ``ModelProto`` with a dynamic batch size.

    Args:
        graph: The graph.
        size: Width and height of the input, pixels.
        fuse: Whether to fuse batch norms with the convolutions before them, as backends do when
            they load a file; CPN's fusion of levels then has norms that can be fused, too.

    Raises:
        ValueError: If PyTorch cannot trace the model.
    """
    # two images, because a batch size of one would be taken for constant
    images = torch.zeros((2, size[1], size[0], 3), dtype=torch.uint8)
    try:
        program = torch.onnx.export(
            with_separate_levels(graph) if fuse else graph,
            (images,),
            dynamo=True,
            input_names=[INPUT],
            output_names=list(OUTPUTS),
            dynamic_shapes=({0: torch.export.Dim('batch')},),
            verbose=False,
            optimize=fuse,
        )
    except Exception as error:  # tracing errors have no common base class
        reason = str(error).strip().split('\n')[0] or type(error).__name__
        raise ValueError(
            f'PyTorch {torch.__version__} cannot trace this model: {reason} (docs/install.md '
            'lists the tested version)'
        ) from error
    assert program is not None
    if not fuse:
        from onnxscript.optimizer import fold_constants, remove_unused_nodes

        fold_constants(program.model)
        remove_unused_nodes(program.model)
    return program.model_proto
