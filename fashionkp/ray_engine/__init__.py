"""Prediction on the workers of a Ray cluster, into a folder of Parquet files."""
