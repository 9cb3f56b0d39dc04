"""Files of predictions: the ending of the name chooses the format."""

from collections.abc import Iterable
from pathlib import Path

from fashionkp.annotations import read_submission
from fashionkp.fileio.object_store import PARQUET
from fashionkp.fileio.output_checks import refuse_overwriting_inputs, require_writable
from fashionkp.predictions.jsonl import read_jsonl
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import table_predictions


def check_prediction_output(output: str | Path, sources: Iterable[str | Path]) -> None:
    """Check, before any work, that a file can be written and is none of those that are read.

    Args:
        output: Path of the file.
        sources: Paths of files of predictions, or folders of such.

    Raises:
        OSError: If it cannot be written.
        ValueError: If it is one of the sources.
    """
    require_writable(output)
    paths = [Path(source) for source in sources]
    parts = (part for path in paths if path.is_dir() for part in path.iterdir())
    refuse_overwriting_inputs([output], [*paths, *parts])


def read_predictions(path: str | Path) -> list[Prediction]:
    """Read predictions from a file.

    Args:
        path: JSON lines (.jsonl), Parquet (.parquet, or a folder of such files), or a FashionAI
            submission (.csv), for which see
            :func:`~fashionkp.predictions.table.table_predictions`.

    Returns:
        The garments in the order of the file.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If it is another kind of file, or malformed.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == '.csv':
        return table_predictions(read_submission(path))
    if suffix == '.jsonl':
        return read_jsonl(path)
    if suffix == PARQUET or path.is_dir():
        return read_parquet(path)
    raise ValueError(
        f'cannot read {path}: expected predictions (.jsonl, .csv, {PARQUET} or a folder of such)'
    )
