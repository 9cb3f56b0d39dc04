"""Whether an exported model tells the same as the model it was made from."""

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
"""Largest difference of a point, pixels of the input."""
SHARE_LIMIT = 1e-3
"""Largest difference of a score or a probability."""
UNDECIDED_LIMIT = 0.05
"""Largest share of points on which PyTorch itself is undecided.

Where two places of a heatmap are equally high, rounding decides. Trained networks hardly ever have
such points, those with random weights a few in a hundred.
"""

_SEED = 20240501
_PROBES = 8
_NOISE = 1e-3  # grey levels of 256, to a network about as large as its own rounding errors


@dataclass(frozen=True)
class Parity:
    """How far an exported model is from its origin, at one batch size.

    Attributes:
        batch_size: Images at a time.
        images: How many images were compared.
        points: Largest difference of a point that is decided, pixels of the input.
        undecided: Share of points that PyTorch itself places as far away when its image changes
            by a thousandth of a grey level.
        shares: Largest difference of a score or a probability; of scores beyond 1, in relation.
        categories: How many images have another category.
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
            f'{self.categories} other categories (limit 0), '
            f'{self.undecided:.1%} of the points undecided (limit {UNDECIDED_LIMIT:.0%})'
        )


def sample_images(size: tuple[int, int], unbiased: bool, num: int = NUM_IMAGES) -> np.ndarray:
    """Drawn garments of all categories as a model sees them, (num, h, w, 3) uint8, BGR."""
    views = []
    for index in range(num):
        image = draw_garment(_SEED, index).image
        box = (0, 0, image.shape[1], image.shape[0])
        views.append(InputCrop.from_box(box, size, unbiased=unbiased).extract(image))
    return np.stack(views)


def mmpose_answers(model: GarmentPoseEstimator, images: np.ndarray) -> ModelOutputs:
    """What a model tells by MMPose's own way, with its data samples and its decoding.

    Args:
        model: The model; ``model.test_cfg`` says whether it looks at mirrored images too.
        images: (N, h, w, 3), BGR, 0 to 255.
    """
    return _joined(_batch_answers(model, images[i : i + 8]) for i in range(0, len(images), 8))


def _batch_answers(model: GarmentPoseEstimator, images: np.ndarray) -> ModelOutputs:
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
        done = model.test_step(dict(inputs=inputs, data_samples=samples))
        instances = [sample.pred_instances for sample in done]
        logits = np.concatenate([one.keypoint_presence_logits for one in instances])
        presence = head.presence_probs(torch.from_numpy(logits)).numpy()
    points = np.concatenate([one.keypoints for one in instances])
    scores = np.concatenate([one.keypoint_scores for one in instances])
    return points, scores, presence, np.concatenate([one.category_probs for one in instances])


def comparisons(
    model: GarmentPoseEstimator, run: Callable[[np.ndarray], ModelOutputs], images: np.ndarray
) -> Iterator[Parity]:
    """Compare an exported model with its origin, at each batch size.

    Args:
        model: The origin.
        run: The exported model.
        images: Images, (N, h, w, 3) uint8, BGR.
    """
    wanted = mmpose_answers(model, images)
    for size in BATCH_SIZES:
        starts = range(0, len(images), size)
        answers = _joined(run(images[i : i + size]) for i in starts)
        yield _compared(model, images, answers, wanted, size)


def _compared(
    model: GarmentPoseEstimator,
    images: np.ndarray,
    answers: ModelOutputs,
    wanted: ModelOutputs,
    batch_size: int,
) -> Parity:
    points, scores, presence, probs = answers
    categories = wanted[3].argmax(axis=1)
    # MMPose gives the points of other categories no score
    own = category_channels(model.categories)[categories]
    # an untrained network's may be thousands
    relative = np.abs(scores - wanted[1]) / np.maximum(1, np.abs(wanted[1]))
    distances = np.linalg.norm(points - wanted[0], axis=-1)
    # what MMPose makes of a heatmap that is nowhere positive depends on what lies beside it in
    # memory; both say by the score that nothing was found
    found = scores > 0
    undecided = _undecided(model, images, wanted[0], np.where(found, distances, 0.0))
    return Parity(
        batch_size=batch_size,
        images=len(images),
        points=float(distances[found & ~undecided].max(initial=0)),
        undecided=float(undecided.mean()),
        shares=max(
            float(relative[own].max()),
            float(np.abs(presence - wanted[2]).max()),
            float(np.abs(probs - wanted[3]).max()),
        ),
        categories=int((probs.argmax(axis=1) != categories).sum()),
    )


def _joined(answers: Iterable[ModelOutputs]) -> ModelOutputs:
    points, scores, presence, probs = zip(*answers, strict=True)
    joined = np.concatenate
    return joined(points), joined(scores), joined(presence), joined(probs)


def _undecided(
    model: GarmentPoseEstimator, images: np.ndarray, points: np.ndarray, distances: np.ndarray
) -> np.ndarray:
    """Which points PyTorch itself may place as far away as the exported model does, (N, K) bool."""
    undecided = np.zeros(distances.shape, bool)
    rng = np.random.default_rng(_SEED)
    for i in np.flatnonzero((distances > POINT_LIMIT).any(axis=1)):
        noise = rng.uniform(-_NOISE, _NOISE, (_PROBES, *images.shape[1:])).astype(np.float32)
        probes = mmpose_answers(model, images[i] + noise)[0]
        moved = np.linalg.norm(probes - points[i], axis=-1).max(axis=0)
        undecided[i] = (distances[i] > POINT_LIMIT) & (moved > distances[i] / 2)
    return undecided
