"""Predict in your own pipeline of Ray Data; "fashionkp predict --engine ray" needs no code.

    python examples/ray_data.py photos points

Needs 'fashionkp-mm[runtime,ray]'.
"""

import sys
from pathlib import Path

import pandas as pd
import ray

from fashionkp import Predictor, to_pandas


class Garments:
    """Predicts batches; each worker has its own model."""

    def __init__(self) -> None:
        self.predictor = Predictor(threads=1)

    def __call__(self, batch: dict) -> pd.DataFrame:
        return to_pandas(self.predictor(list(batch['path'])))


def main(folder: str, output: str) -> None:
    ray.init()
    photos = [{'path': str(path.absolute())} for path in sorted(Path(folder).rglob('*.jpg'))]
    workers = max(1, int(ray.cluster_resources()['CPU']) - 1)  # a core is left for the files
    pool = ray.data.ActorPoolStrategy(size=workers)
    garments = ray.data.from_items(photos).map_batches(Garments, batch_size=16, compute=pool)
    garments.write_parquet(output)  # for fashionkp.read_predictions and pandas.read_parquet


if __name__ == '__main__':
    main(*sys.argv[1:])
