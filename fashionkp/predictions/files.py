"""Files of predictions, by the ending of their name."""

from pathlib import Path

from fashionkp.predictions.jsonl import read_jsonl
from fashionkp.predictions.parquet import PARQUET, read_parquet
from fashionkp.predictions.prediction import Prediction


def read_garments(path: str | Path) -> list[Prediction]:
    """Read predictions as JSON lines (.jsonl) or Parquet (.parquet, or a folder of such files).

    Raises:
        ValueError: If it is another kind of file, or malformed.
    """
    path = Path(path)
    if path.suffix == '.jsonl':
        return read_jsonl(path)
    if path.suffix == PARQUET or path.is_dir():
        return read_parquet(path)
    raise ValueError(
        f'cannot read {path}: expected predictions (.jsonl, {PARQUET} or a folder) or, if the '
        'command reads tables, a table (.csv)'
    )
