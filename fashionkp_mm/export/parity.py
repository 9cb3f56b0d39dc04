"""Comparison of the outputs of an exported model with those of the PyTorch model."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from mmengine.structures import InstanceData
from mmpose.structures import PoseDataSample

from fashionkp.inference.backends import ModelOutputs
from fashionkp.inference.crop import InputCrop
from fashionkp.synthetic import draw_garment
from fashionkp_mm.channels import category_channels, channel_flips
from fashionkp_mm.models import GarmentPoseEstimator

BATCH_SIZES = (1, 3, 16)
NUM_IMAGES = 32
POINT_LIMIT = 0.01
"""Largest difference of a key point, pixels of the input."""
SHARE_LIMIT = 1e-3
"""Largest difference of a score or a probability."""
UNDECIDED_LIMIT = 0.05
"""Largest share of undecided key points.

If two cells of a heatmap are equally high, rounding decides between them. This is rare in trained
networks; with random weights it happens to a few per cent of the key points.
"""

_SEED = 20240501
_MMPOSE_BATCH = 8
_NUM_PROBES = 8
_NOISE = 1e-3  # grey levels of 256; changes the outputs of a network about as much as rounding


@dataclass(frozen=True)
class Parity:
    """Differences between an exported model and the PyTorch model, at one batch size.

    Attributes:
        batch_size: Number of images in a batch.
        images: Number of compared images.
        points: Largest difference of a key point that is not undecided, pixels of the input.
        undecided: Share of undecided key points: PyTorch itself moves them as far if the image
            changes by a thousandth of a grey level.
        shares: Largest difference of a score or a probability; relative for scores beyond 1.
            Scores of images with undecided key points do not count: they depend on all of them.
        categories: Number of images whose predicted category differs.
    """

    batch_size: int
    images: int
    points: float
    undecided: float
    shares: float
    categories: int

    @property
    def holds(self) -> bool:
        """Whether all differences are within their limits."""
        return (
            self.points <= POINT_LIMIT
            and self.undecided <= UNDECIDED_LIMIT
            and self.shares <= SHARE_LIMIT
            and self.categories == 0
        )

    def __str__(self) -> str:
        return (
            f'batch {self.batch_size}, {self.images} images: '
            f'points within {self.points:.1g} px (limit {POINT_LIMIT}), '
            f'scores and probabilities within {self.shares:.1g} (limit {SHARE_LIMIT}), '
            f'{self.categories} categories changed (limit 0), '
            f'{self.undecided:.1%} of the points undecided (limit {UNDECIDED_LIMIT:.0%})'
        )


def sample_images(size: tuple[int, int], *, unbiased: bool, num: int = NUM_IMAGES) -> np.ndarray:
    """Return synthetic garments of all categories at the input size of a model.

    Args:
        size: Width and height of the model's input, pixels.
        unbiased: See :class:`~fashionkp.inference.model_card.ModelCard`.
        num: Number of images.

    Returns:
        (num, h, w, 3) uint8, BGR.
    """
    inputs = []
    for index in range(num):
        image = draw_garment(_SEED, index).image
        box = (0, 0, image.shape[1], image.shape[0])
        inputs.append(InputCrop.from_box(box, size, unbiased=unbiased).extract(image))
    return np.stack(inputs)


def mmpose_outputs(model: GarmentPoseEstimator, images: np.ndarray) -> ModelOutputs:
    """Return the outputs of a model by MMPose, with its data samples and its decoding.

    Args:
        model: The model; its ``test_cfg`` determines whether to average with the flipped images.
        images: (N, h, w, 3), BGR, 0 to 255.
    """
    starts = range(0, len(images), _MMPOSE_BATCH)
    return _concatenate(_mmpose_batch(model, images[i : i + _MMPOSE_BATCH]) for i in starts)


def _mmpose_batch(model: GarmentPoseEstimator, images: np.ndarray) -> ModelOutputs:
    size = np.array(images.shape[2:0:-1])
    boxes = InstanceData(bboxes=np.array([[0, 0, *size]]), bbox_scores=np.ones(1))
    head = model.garment_head
    assert head is not None
    info = dict(
        input_size=size,
        input_center=size / 2,
        input_scale=size,
        flip_indices=channel_flips(model.categories),
    )
    samples = [PoseDataSample(metainfo=info, gt_instances=boxes.clone()) for _ in images]
    inputs = list(torch.from_numpy(images).permute(0, 3, 1, 2))
    with torch.inference_mode():
        predicted = model.test_step(dict(inputs=inputs, data_samples=samples))
        instances = [sample.pred_instances for sample in predicted]
        logits = np.concatenate([instance.keypoint_presence_logits for instance in instances])
        presence = head.presence_probs(torch.from_numpy(logits).to(head.presence_scale))
    points = np.concatenate([instance.keypoints for instance in instances])
    scores = np.concatenate([instance.keypoint_scores for instance in instances])
    probs = np.concatenate([instance.category_probs for instance in instances])
    return points, scores, presence.cpu().numpy(), probs


def compare_outputs(
    model: GarmentPoseEstimator, run: Callable[[np.ndarray], ModelOutputs], images: np.ndarray
) -> Iterator[Parity]:
    """Compare an exported model with the PyTorch model at each batch size.

    Args:
        model: The PyTorch model.
        run: Function that returns the outputs of the exported model.
        images: Images, (N, h, w, 3) uint8, BGR.
    """
    expected = mmpose_outputs(model, images)
    for batch_size in BATCH_SIZES:
        starts = range(0, len(images), batch_size)
        outputs = _concatenate(run(images[i : i + batch_size]) for i in starts)
        yield _parity(model, images, outputs, expected, batch_size=batch_size)


def _parity(
    model: GarmentPoseEstimator,
    images: np.ndarray,
    outputs: ModelOutputs,
    expected: ModelOutputs,
    *,
    batch_size: int,
) -> Parity:
    points, scores, presence, probs = outputs
    expected_points, expected_scores, expected_presence, expected_probs = expected
    categories = expected_probs.argmax(axis=1)
    # scores of other categories are 0 in MMPose
    counted = category_channels(model.categories)[categories]
    # relative, because scores of an untrained network may be thousands
    score_errors = np.abs(scores - expected_scores) / np.maximum(1, np.abs(expected_scores))
    distances = np.linalg.norm(points - expected_points, axis=-1)
    # of a heatmap without a positive value, MMPose decodes a value beside it in memory; the score
    # of both models says that there is no key point
    decoded = scores > 0
    undecided = _undecided(model, images, expected_points, np.where(decoded, distances, 0.0))
    return Parity(
        batch_size=batch_size,
        images=len(images),
        points=float(distances[decoded & ~undecided].max(initial=0)),
        undecided=float(undecided.mean()),
        shares=max(
            float(score_errors[counted & ~undecided.any(axis=1, keepdims=True)].max(initial=0)),
            float(np.abs(presence - expected_presence).max()),
            float(np.abs(probs - expected_probs).max()),
        ),
        categories=int((probs.argmax(axis=1) != categories).sum()),
    )


def _concatenate(batches: Iterable[ModelOutputs]) -> ModelOutputs:
    points, scores, presence, probs = (np.concatenate(part) for part in zip(*batches, strict=True))
    return points, scores, presence, probs


def _undecided(
    model: GarmentPoseEstimator, images: np.ndarray, points: np.ndarray, distances: np.ndarray
) -> np.ndarray:
    """Return which key points PyTorch itself moves as far as the exported model, (N, K) bool.

    Args:
        model: The PyTorch model.
        images: Images, (N, h, w, 3) uint8, BGR.
        points: Key points of the PyTorch model, (N, K, 2), pixels of the input.
        distances: Distances of the exported model's key points from them, (N, K), pixels.
    """
    undecided = np.zeros(distances.shape, bool)
    rng = np.random.default_rng(_SEED)
    for i in np.flatnonzero((distances > POINT_LIMIT).any(axis=1)):
        noise = rng.uniform(-_NOISE, _NOISE, (_NUM_PROBES, *images.shape[1:])).astype(np.float32)
        probes = mmpose_outputs(model, images[i] + noise)[0]
        moved = np.linalg.norm(probes - points[i], axis=-1).max(axis=0)
        undecided[i] = (distances[i] > POINT_LIMIT) & (moved > distances[i] / 2)
    return undecided
