"""A sampler that can begin in the middle of an epoch."""

from collections.abc import Iterator
from itertools import islice

from mmengine.dataset import DefaultSampler
from mmpose.registry import DATA_SAMPLERS


@DATA_SAMPLERS.register_module()
class ResumableSampler(DefaultSampler):
    """MMEngine's ``DefaultSampler``, able to leave out what an interrupted epoch has seen."""

    skipped = 0

    def skip(self, num_samples: int) -> None:
        """Leave out the first samples of the next pass, and of that one only.

        Args:
            num_samples: How many of this process's samples.
        """
        self.skipped = num_samples

    def __iter__(self) -> Iterator[int]:
        """Numbers of this process's samples, in the order of the epoch."""
        first, self.skipped = self.skipped, 0
        return islice(super().__iter__(), first, None)
