"""Soft labels of clusters that are found in the training data while a model is trained."""

import torch
from mmengine.dist import all_gather
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn

CAPACITY = 1024
"""Number of samples that clusters are fitted to, a power of two."""

_FIRST = 64  # samples of the first fit
_ITERATIONS = 20
_EPS = 1e-6


class SampleQueue(nn.Module):
    """The last samples of a training, the same in all processes and after resuming.

    Args:
        num_values: Number of values of a sample, D.
    """

    rows: Tensor
    seen: Tensor

    def __init__(self, num_values: int) -> None:
        super().__init__()
        self.register_buffer('rows', torch.zeros(CAPACITY, num_values))
        self.register_buffer('seen', torch.zeros((), dtype=torch.long))

    @torch.no_grad()
    def add(self, rows: Tensor) -> bool:
        """Add the samples of all processes; return whether it is time for a new fit.

        It is after 64, 128, 256, ... samples, and from 1,024 on whenever all samples are new.

        Args:
            rows: Samples of this process, (B, D).
        """
        rows = torch.cat(all_gather(rows.to(self.rows)))[-CAPACITY:]
        start = int(self.seen)
        end = start + len(rows)
        self.rows[torch.arange(start, end, device=rows.device) % CAPACITY] = rows
        self.seen += len(rows)
        doubled = end.bit_length() > max(start, _FIRST - 1).bit_length()
        return doubled or (end // CAPACITY > start // CAPACITY)

    def filled(self) -> Tensor:
        """Return the samples, (N, D), at most :data:`CAPACITY`."""
        return self.rows[: int(self.seen)]


class PseudoLabels(nn.Module):
    """Clusters of samples, and how much a sample belongs to each of them.

    The clusters are those of k-means on the last samples of the training. They are part of the
    checkpoint, and the same in all processes. A new cluster takes the index of the nearest old one,
    so that an index keeps its meaning.

    Args:
        num_values: Number of values of a sample, D.
        num_clusters: Number of clusters, L.
    """

    centers: Tensor
    temperature: Tensor

    def __init__(self, num_values: int, num_clusters: int) -> None:
        super().__init__()
        self.queue = SampleQueue(num_values)
        self.register_buffer('centers', torch.zeros(num_clusters, num_values))
        self.register_buffer('temperature', torch.zeros(()))

    @torch.no_grad()
    def observe(self, values: Tensor) -> None:
        """Take note of samples of the training, (B, D), and fit the clusters when it is time."""
        if self.queue.add(values):
            samples = self.queue.filled().cpu()
            centers = k_means(samples, len(self.centers))
            old, new = linear_sum_assignment(torch.cdist(self.centers.cpu(), centers).numpy())
            self.centers[old] = centers[new].to(self.centers)
            nearest = torch.cdist(samples, centers).amin(dim=1)
            self.temperature.fill_((nearest.mean() / 2).clamp(min=_EPS))

    @torch.no_grad()
    def soft_labels(self, values: Tensor) -> Tensor:
        """Return the shares of the clusters, (B, L); zero before the first fit.

        They are a softmax of the negative distances, in units of half the mean distance of a sample
        to its cluster: about half of a sample is in its cluster.

        Args:
            values: Samples, (B, D).
        """
        distances = torch.cdist(values.to(self.centers), self.centers)
        shares = (-distances / self.temperature.clamp(min=_EPS)).softmax(dim=1)
        return shares * (self.temperature > 0)


class AutoRouting(nn.Module):
    """Choice between two branches: one for easy samples, one for hard ones.

    A sample is hard if its expected error is above the median. The expected error is the mean of
    the errors of the clusters, weighted by the predicted shares.

    Args:
        num_clusters: Number of clusters, L.
    """

    errors: Tensor
    threshold: Tensor

    def __init__(self, num_clusters: int) -> None:
        super().__init__()
        self.queue = SampleQueue(num_clusters + 1)
        self.register_buffer('errors', torch.zeros(num_clusters))
        self.register_buffer('threshold', torch.zeros(()))

    @torch.no_grad()
    def observe(self, shares: Tensor, errors: Tensor) -> None:
        """Take note of predicted shares (B, L) and of the errors (B,) of samples of the training.

        Args:
            shares: Predicted shares of the clusters.
            errors: In any unit.
        """
        if self.queue.add(torch.cat([shares, errors[:, None]], dim=1)):
            rows = self.queue.filled()
            shares, errors = rows[:, :-1], rows[:, -1]
            total = (shares * errors[:, None]).sum(dim=0)
            self.errors.copy_(total / shares.sum(dim=0).clamp(min=_EPS))
            self.threshold.copy_(self._expected_errors(shares).median())

    def forward(self, shares: Tensor) -> Tensor:
        """Return the weight of the branch for hard samples, (B,): 0 or 1; 0.5 before the first fit.

        Args:
            shares: Predicted shares of the clusters, (B, L).
        """
        return ((self._expected_errors(shares) - self.threshold).sign() + 1) / 2

    def _expected_errors(self, shares: Tensor) -> Tensor:
        # no matrix product, which mixed precision would round
        return (shares * self.errors).sum(dim=1)


def k_means(samples: Tensor, num_clusters: int, seed: int = 0) -> Tensor:
    """Return the centres of k-means, (L, D); some are equal if there are fewer distinct samples.

    Args:
        samples: (N, D).
        num_clusters: Number of clusters, L.
        seed: Of the choice of the first centres (k-means++).

    Reference:
        Arthur and Vassilvitskii, k-means++: The Advantages of Careful Seeding, 2007.
    """
    generator = torch.Generator().manual_seed(seed)
    distances = torch.ones(len(samples))
    centers = samples[:0]
    for _ in range(num_clusters):
        chosen = torch.multinomial(distances**2 + _EPS**2, 1, generator=generator)
        centers = torch.cat([centers, samples[chosen]])
        distances = torch.cdist(samples, centers).amin(dim=1)
    for _ in range(_ITERATIONS):
        members = torch.cdist(samples, centers).argmin(dim=1)
        counts = members.bincount(minlength=num_clusters)[:, None]
        totals = torch.zeros_like(centers).index_add_(0, members, samples)
        centers = torch.where(counts > 0, totals / counts.clamp(min=1), centers)
    return centers
