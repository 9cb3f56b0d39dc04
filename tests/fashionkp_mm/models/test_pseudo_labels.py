"""Tests of clusters that are found during a training, and of the choice between two branches."""

import pytest
import torch

from fashionkp_mm.models import pseudo_labels
from fashionkp_mm.models.pseudo_labels import (
    CAPACITY,
    AutoRouting,
    PseudoLabels,
    SampleQueue,
    k_means,
)

CENTERS = torch.tensor([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])


def around_centers(number: int, seed: int = 0) -> torch.Tensor:
    """Return samples near three centres, which take turns, (N, 2)."""
    noise = torch.randn(number, 2, generator=torch.Generator().manual_seed(seed))
    return CENTERS.repeat(number // 3 + 1, 1)[:number] + 0.1 * noise


def test_k_means_finds_separate_clusters_and_repeats_itself():
    samples = around_centers(90)
    found = k_means(samples, 3)
    expected = torch.stack([samples[i::3].mean(dim=0) for i in range(3)])
    order = torch.cdist(expected, found).argmin(dim=1)
    torch.testing.assert_close(found[order], expected)
    assert torch.equal(found, k_means(samples, 3))


def test_k_means_of_fewer_samples_than_clusters_has_equal_centers():
    found = k_means(CENTERS.repeat(4, 1), 5)
    assert found.unique(dim=0).tolist() == sorted(CENTERS.tolist())


def test_fits_are_due_after_each_doubling_and_then_whenever_all_samples_are_new():
    queue = SampleQueue(1)
    due = [step * 16 for step in range(1, 260) if queue.add(torch.zeros(16, 1))]
    assert due == [64, 128, 256, 512, 1024, 2048, 3072, 4096]


def test_the_queue_keeps_the_last_samples():
    queue = SampleQueue(1)
    assert queue.filled().shape == (0, 1)
    for start in range(0, CAPACITY + 56, 20):
        queue.add(torch.arange(start, start + 20.0)[:, None])
    assert sorted(queue.filled()[:, 0].tolist()) == list(range(56, CAPACITY + 56))


def test_labels_are_zero_before_the_first_fit_and_shares_after():
    labels = PseudoLabels(2, 3)
    labels.observe(around_centers(63))
    assert labels.soft_labels(CENTERS).tolist() == [[0.0] * 3] * 3
    labels.observe(around_centers(3))
    shares = labels.soft_labels(CENTERS)
    torch.testing.assert_close(shares.sum(dim=1), torch.ones(3))
    assert shares.amax(dim=1).min() > 0.9
    assert shares.argmax(dim=1).unique().tolist() == [0, 1, 2]
    middle = labels.soft_labels(CENTERS[:2].mean(dim=0, keepdim=True))
    assert middle.max() < 0.6


def test_an_index_keeps_its_meaning_when_clusters_are_fitted_again():
    labels = PseudoLabels(2, 3)
    labels.observe(around_centers(64))
    before = labels.soft_labels(CENTERS).argmax(dim=1)
    for seed in range(1, 20):
        labels.observe(around_centers(64, seed) + 0.5)
    assert torch.equal(labels.soft_labels(CENTERS + 0.5).argmax(dim=1), before)


def test_both_branches_have_half_before_a_fit_then_the_expected_error_decides():
    routing = AutoRouting(2)
    easy, hard = torch.tensor([[0.9, 0.1]]), torch.tensor([[0.2, 0.8]])
    assert routing(torch.cat([easy, hard])).tolist() == [0.5, 0.5]
    shares = torch.cat([easy.repeat(33, 1), hard.repeat(31, 1)])
    routing.observe(shares, torch.cat([torch.full((33,), 1.0), torch.full((31,), 3.0)]))
    # (33 * 0.9 * 1 + 31 * 0.2 * 3) / (33 * 0.9 + 31 * 0.2), and with 0.1 and 0.8
    assert routing.errors.tolist() == pytest.approx([48.3 / 35.9, 77.7 / 28.1])
    assert routing(torch.cat([torch.tensor([[1.0, 0.0]]), hard])).tolist() == [0, 1]


def test_processes_see_the_same_samples_and_find_the_same_clusters(monkeypatch):
    parts = around_centers(64).split(32)
    alone, *processes = (PseudoLabels(2, 3) for _ in range(3))
    alone.observe(torch.cat(parts))
    monkeypatch.setattr(pseudo_labels, 'all_gather', lambda _: parts)
    for process, part in zip(processes, parts, strict=True):
        process.observe(part)
        assert all(map(torch.equal, process.buffers(), alone.buffers()))


def test_a_resumed_training_finds_the_same_clusters():
    whole = PseudoLabels(2, 3)
    whole.observe(around_centers(100))
    resumed = PseudoLabels(2, 3)
    resumed.load_state_dict(whole.state_dict())
    for labels in (whole, resumed):
        labels.observe(around_centers(100, seed=1))
    assert whole.queue.seen == 200
    assert all(map(torch.equal, whole.buffers(), resumed.buffers()))


def test_mixed_precision_changes_nothing():
    shares = torch.rand(64, 3, generator=torch.Generator().manual_seed(0)).softmax(dim=1)
    results = []
    for enabled in (False, True):
        labels, routing = PseudoLabels(2, 3), AutoRouting(3)
        with torch.autocast('cpu', torch.bfloat16, enabled=enabled):
            labels.observe(around_centers(64))
            routing.observe(shares, torch.arange(64.0))
            hard = routing(shares)
            soft = labels.soft_labels(around_centers(9, seed=1))
        results.append([hard, soft, *labels.buffers(), *routing.buffers()])
    assert all(map(torch.equal, *results))
    assert results[1][0].dtype == torch.float32
