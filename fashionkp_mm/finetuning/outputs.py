"""What a fine-tuning leaves: the model, its predictions, a report, and how to go on."""

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashionkp.custom_garments import declared_files
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.pipeline import predict_images
from fashionkp.inference.predictor import Predictor
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.report import (
    evaluate,
    find_images,
    read_training_logs,
    report_numbers,
    report_page,
)
from fashionkp.score import RULES

_NAMES = ('starting model', 'fine-tuned model')


@dataclass(frozen=True)
class FineTuningFolder:
    """The folder of a fine-tuning.

    Attributes:
        path: The folder.
    """

    path: Path

    @property
    def model(self) -> Path:
        """The exported model."""
        return self.path / 'model.onnx'

    @property
    def weights(self) -> Path:
        """The checkpoint that was exported."""
        return self.path / 'model.pth'

    @property
    def report(self) -> Path:
        """The report on the validation photos, without and with training."""
        return self.path / 'report.html'

    @property
    def data(self) -> Path:
        """The tables of both sides, with links to the images."""
        return self.path / 'data'

    @property
    def work_dir(self) -> Path:
        """Config, logs and checkpoints of the training."""
        return self.path / 'training'

    @property
    def start_predictions(self) -> Path:
        """Predictions of the validation photos without training, a submission."""
        return self.path / 'predictions' / 'start.csv'

    @property
    def predictions(self) -> Path:
        """Predictions of the validation photos by the exported model."""
        return self.path / 'predictions' / 'model.jsonl'


def predict_table(model: Path, table: Path, out: Path) -> None:
    """Write the predictions of an exported model for the photos of a table, category given.

    Raises:
        ValueError: If an image cannot be read.
    """
    results = predict_images(Predictor(model), Inputs(str(table)))
    garments = []
    for result in results:
        if result.error:
            raise ValueError(result.error)
        garments += result.garments
    out.parent.mkdir(parents=True, exist_ok=True)
    write_jsonl(out, garments)


def write_report(folder: FineTuningFolder, table: Path) -> dict[str, Any]:
    """Write the page that compares the model with that without training; return its numbers.

    Args:
        folder: The folder, with both predictions.
        table: The validation photos.
    """
    predictions = [[folder.start_predictions], [folder.predictions]]
    evaluation = evaluate([table], predictions, names=_NAMES)
    numbers, logs = report_numbers(evaluation), read_training_logs([folder.work_dir])
    page = report_page(evaluation, numbers, logs=logs, image_paths=find_images(evaluation, None))
    with atomic_write(folder.report) as file:
        file.write(page)
    return numbers


def comparison_text(numbers: dict[str, Any], *, can_judge: bool) -> str:
    """Return the NE without and with training, official rule, and whether the model is better.

    Args:
        numbers: As :func:`write_report` returns them.
        can_judge: Whether there are photos enough.
    """
    models = {name: model['scores'][RULES[0]] for name, model in numbers['models'].items()}
    lines, width = [], max(map(len, models)) + 2
    for name, score in models.items():
        if score['NE'] is None:
            lines.append(f'{name + ":":{width}}no key point counts')
            continue
        low, high = score['interval']
        lines.append(
            f'{name + ":":{width}}NE {score["NE"]:.2f} % (95 % interval {low:.2f} to {high:.2f})'
        )
    official = next(each for each in numbers['comparisons'] if each['rule'] == RULES[0])
    few = 'Too few validation photos to say whether the training helps.'
    return '\n'.join([*lines, official['verdict'] if can_judge else few])


def next_steps(folder: FineTuningFolder) -> str:
    """Return the files, and the commands that use them."""
    garments = [part for file in declared_files() for part in ('--garments', str(file))]

    def command(*arguments: str | Path) -> str:
        return shlex.join(['fashionkp', *garments, *map(str, arguments)])

    return '\n'.join(
        [
            f'report: {folder.report}; logs and checkpoints: {folder.work_dir}',
            'predict with it, and see it in a browser:',
            '  ' + command('predict', 'PHOTOS', '--model', folder.model, '-o', 'points.jsonl'),
            '  ' + command('serve', '--model', folder.model),
            'train on more photos, starting from it:',
            '  ' + command('finetune', 'TABLE', '--from', folder.weights, '-o', 'OTHER_FOLDER'),
        ]
    )
