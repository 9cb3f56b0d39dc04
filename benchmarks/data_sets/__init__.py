"""Data sets that benchmarks are run on."""
