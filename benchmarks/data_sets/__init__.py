"""Data sets and pipelines of the benchmarks."""
