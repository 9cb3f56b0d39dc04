"""A sampler that can start in the middle of an epoch."""

from collections.abc import Iterator
from itertools import islice

from mmengine.dataset import DefaultSampler
from mmpose.registry import DATA_SAMPLERS


@DATA_SAMPLERS.register_module()
class ResumableSampler(DefaultSampler):
    """MMEngine's ``DefaultSampler`` that can skip the samples of an interrupted epoch."""

    skipped = 0

    def skip(self, num_samples: int) -> None:
        """Skip the first samples of the next pass over the sampler.

        Args:
            num_samples: Number of samples of this process to skip.
        """
        self.skipped = num_samples

    def __iter__(self) -> Iterator[int]:
        """Yield the indices of this process's samples, in the order of the epoch."""
        first, self.skipped = self.skipped, 0
        return islice(super().__iter__(), first, None)
