"""Predictions: their files, ensembles and lengths, and writing those of a run."""
