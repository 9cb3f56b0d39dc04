"""Write ``model-index.yml`` and ``configs/RECIPE/metafile.yml``, by which MIM knows the models.

    python tools/write_metafiles.py

What they say is taken from the configs, and the errors from ``docs/results.md``.
"""

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.model_zoo.catalogue import STARTER, STARTER_CONFIG
from fashionkp.model_zoo.names import find_files

ROOT = Path(__file__).parent.parent
TRAINING_DATA = {'FashionAIDataset': 'FashionAI', 'SyntheticGarments': 'Synthetic garments'}
"""Data by the type of the data set."""


@functools.cache
def measured_errors() -> dict[str, tuple[str, float]]:
    """Return data and normalized error, per cent, of each model that ``docs/results.md`` states.

    A section with a row for all categories is about the first joint model that it names.
    """
    sections = (ROOT / 'docs' / 'results.md').read_text(encoding='utf-8').split('\n## ')
    errors = {}
    for section in sections:
        model = re.search(r'`(\w+_all)`', section)
        row = re.search(r'^\| all \| ([\d.]+) \|', section, re.M)
        if model and row:
            errors[model[1]] = (section.partition('\n')[0], float(row[1]))
    return errors


def model_entry(path: Path, cfg: Any) -> dict[str, Any]:
    """Return the entry of a config in its metafile."""
    data = TRAINING_DATA[cfg.train_dataloader.dataset.type]
    measured_on, error = measured_errors().get(path.stem, (data, None))
    metrics = {} if error is None else {'NE': error}
    entry = {
        'Name': path.stem,
        'In Collection': path.parent.name,
        'Config': path.relative_to(ROOT).as_posix(),
        'Metadata': {'Training Data': data},
        'Results': [{'Task': 'Fashion 2D Keypoint', 'Dataset': measured_on, 'Metrics': metrics}],
    }
    if path.stem == STARTER_CONFIG:
        (weights,) = find_files(STARTER)
        entry['Weights'] = weights.relative_to(ROOT).as_posix()
    return entry


def metafile(folder: Path) -> dict[str, Any]:
    """Return the content of the metafile of a recipe."""
    from mmengine.config import Config

    configs = {
        path: Config.fromfile(path, format_python_code=False)
        for path in sorted(folder.glob('*.py'))
    }
    model = next(iter(configs.values())).model
    collection = {
        'Name': folder.name,
        'Metadata': {'Architecture': [model.backbone.type, model.head.type]},
    }
    entries = [model_entry(path, cfg) for path, cfg in configs.items()]
    return {'Collections': [collection], 'Models': entries}


def files() -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of each file."""
    folders = sorted((ROOT / 'configs').glob('[!_]*'))
    paths = {folder: folder / 'metafile.yml' for folder in folders}
    index = {'Import': [path.relative_to(ROOT).as_posix() for path in paths.values()]}
    contents = {ROOT / 'model-index.yml': index}
    contents |= {path: metafile(folder) for folder, path in paths.items()}
    for path, content in contents.items():
        yield path, yaml.safe_dump(content, sort_keys=False)


def main() -> None:
    """Write the files."""
    for path, text in files():
        with atomic_write(path) as file:
            file.write(text)


if __name__ == '__main__':
    main()
