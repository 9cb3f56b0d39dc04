"""Images that look the same although their files differ."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import cv2
import numpy as np

_SIDE = 8  # frequencies along each axis that a fingerprint looks at
_PARTS = 8  # of a fingerprint, 8 bits each
# Photos that were halved, enlarged by 1.4 or compressed to quality 50 differ from the original by
# at most 8 of 64 bits and correlate above 0.985; of the 2.3 million pairs of 2,147 photos none
# correlates above 0.967.
_DISTANCE = 8
_CORRELATION = 0.98

_ONES = np.array([bin(byte).count('1') for byte in range(256)], np.uint8)


def fingerprint(thumbnail: np.ndarray) -> np.uint64:
    """Perceptual hash: which low frequencies are stronger than the median.

    Args:
        thumbnail: (32, 32) uint8.

    Returns:
        64 bits, half of them set in all but plain images.
    """
    waves = cv2.dct(thumbnail.astype(np.float32))[:_SIDE, :_SIDE].ravel()
    waves[0] = 0  # the mean brightness says nothing
    bits = waves > np.median(waves[1:])
    return np.packbits(bits).view(np.uint64)[0]


def near_duplicate_groups(thumbnails: Sequence[np.ndarray]) -> np.ndarray:
    """Tell which images are copies of each other, resized or compressed again.

    Images are compared whose fingerprints agree in two of eight parts, as all do that differ in
    six bits or fewer, so that the work grows with the number of such pairs (1 of 200 pairs of
    photos), not with that of all pairs. A copy of a copy counts as a copy.

    Args:
        thumbnails: N of (32, 32) uint8.

    Returns:
        For each image the place of the first one that it is a copy of, its own if none, (N,).
    """
    first = np.arange(len(thumbnails))
    if not len(first):
        return first
    pairs = _near_pairs(np.array(thumbnails))
    while True:
        lower = first.copy()
        for one, other in (pairs.T, pairs.T[::-1]):
            np.minimum.at(lower, one, first[other])
        if (lower == first).all():
            return first
        first = lower


def _near_pairs(thumbnails: np.ndarray) -> np.ndarray:
    """Pairs of places (M, 2) that connect the images which are copies of each other."""
    hashes = np.array([fingerprint(thumbnail) for thumbnail in thumbnails])
    # Equal ones are paired with their first, or an image that is there a thousand times would
    # make half a million pairs.
    distinct, first, same = np.unique(hashes, return_index=True, return_inverse=True)
    others = np.setdiff1d(np.arange(len(hashes)), first)
    candidates = [np.stack([first[same[others]], others], -1)]
    for pairs in _sharing_parts(distinct):
        bits = _ONES[(distinct[pairs[:, 0]] ^ distinct[pairs[:, 1]]).view(np.uint8)]
        near = bits.reshape(-1, 8).sum(1) <= _DISTANCE
        candidates.append(first[pairs[near]])
    pairs = np.unique(np.concatenate(candidates), axis=0)
    return pairs[_look_alike(thumbnails, pairs)]


def _sharing_parts(hashes: np.ndarray) -> Iterator[np.ndarray]:
    """Pairs (M, 2) of distinct hashes (N,) that agree in two parts; some come several times."""
    bits = np.unpackbits(hashes.view(np.uint8).reshape(-1, 8), axis=1)
    for parts in combinations(range(_PARTS), 2):
        # Every eighth bit, so that each part has all frequencies and is as telling as the others.
        both = np.concatenate([bits[:, part::_PARTS] for part in parts], axis=1)
        keys = np.packbits(both, axis=1).view(np.uint16)[:, 0]
        order = np.argsort(keys, kind='stable')
        ordered = keys[order]
        places = np.arange(len(ordered))
        for step in range(1, len(ordered)):
            places = places[: np.searchsorted(places, len(ordered) - step)]
            # Sorted: where neighbours at a distance of this step differ, farther ones do too.
            places = places[ordered[places] == ordered[places + step]]
            if not len(places):
                break
            yield np.stack([order[places], order[places + step]], -1)


def _look_alike(thumbnails: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Whether the images of pairs (M, 2) are the same but for compression, (M,) bool."""
    alike = np.zeros(len(pairs), bool)
    for start in range(0, len(pairs), 4096):
        block = pairs[start : start + 4096]
        first, second = (thumbnails[block[:, i]].reshape(len(block), -1) for i in (0, 1))
        alike[start : start + 4096] = (first == second).all(1) | (
            _correlation(first.astype(np.float64), second.astype(np.float64)) >= _CORRELATION
        )
    return alike


def _correlation(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Correlation of the rows of two arrays (M, P), (M,); 0 with a plain image."""
    first, second = (a - a.mean(1, keepdims=True) for a in (first, second))
    norm = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return (first * second).sum(1) / np.where(norm > 0, norm, 1)
