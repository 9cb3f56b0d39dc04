"""Make the starter model, its checksum, and its figures in ``docs/``, from nothing.

    python tools/make_starter.py [--work-dir DIR] [--checkpoint CKPT]

Takes ImageNet weights, trains ``starter_all`` (a second call resumes), calibrates its scores if the
training has not, exports, and measures on the photos of FASHIONAI_ROOT, if that is set. The file is
put into its place when it is complete.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.cli import weights
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.inference.model_card import ModelCard
from fashionkp.model_zoo.cache import sha256_of
from fashionkp.model_zoo.catalogue import STARTER_CONFIG

ROOT = Path(__file__).parent.parent
MODEL = ROOT / 'fashionkp' / 'model_zoo' / 'starter.onnx'
CATALOGUE = ROOT / 'fashionkp' / 'model_zoo' / 'catalogue.py'
PAGE = ROOT / 'docs' / 'starter.md'
CHART = ROOT / 'docs' / 'images' / 'reliability.svg'
FIGURES = ROOT / 'benchmarks' / 'figures' / 'starter.json'
EXAMPLE = ROOT / 'docs' / 'predicting.md'
MAX_BYTES = 8_000_000

_CHECKSUM = re.compile(r"(?<=^STARTER_SHA256 = ')[0-9a-f]{64}", re.M)
_ACCURACY = re.compile(r'(?<=drawn garments alone: )normalized error .+')
_FIGURES = re.compile(r'(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)', re.S)


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--work-dir', type=Path, default=Path('work_dirs') / STARTER_CONFIG)
    parser.add_argument(
        '--checkpoint', type=Path, help='trained weights to use, without training any'
    )
    return parser.parse_args(argv)


def train(work_dir: Path) -> Path:
    """Train the model, or resume its training; return the last checkpoint."""
    from fashionkp_mm.apis import train as run_training
    from fashionkp_mm.checkpoints.latest import latest_checkpoint

    work_dir.mkdir(parents=True, exist_ok=True)
    imagenet = work_dir / 'imagenet.pth'
    if not imagenet.is_file():
        weights.main([str(imagenet)])
    options = {'model.backbone.init_cfg.checkpoint': str(imagenet)}
    run_training(STARTER_CONFIG, work_dir, resume=True, options=options)
    checkpoint = latest_checkpoint(work_dir)
    assert checkpoint is not None
    return checkpoint


def calibrated(checkpoint: Path, out: Path) -> Path:
    """Return a checkpoint with calibrated scores: ``checkpoint``, or else ``out``."""
    from fashionkp_mm.apis import calibrate_scores
    from fashionkp_mm.checkpoints.loading import SCORE_CALIBRATION, read_checkpoint

    coefficients = read_checkpoint(checkpoint)['state_dict'].get(SCORE_CALIBRATION)
    if coefficients is not None and coefficients.any():
        return checkpoint
    print(calibrate_scores(STARTER_CONFIG, checkpoint, out))
    return out


def export(checkpoint: Path, out: Path) -> ModelCard:
    """Export a checkpoint; return the model card."""
    from fashionkp_mm.export import export_model

    return export_model(STARTER_CONFIG, checkpoint, out, half=True, report=print)


def measure(model: Path, data: Path) -> tuple[float, str, str]:
    """Measure a model on photos, and draw the reliability of its scores.

    Returns:
        Normalized error in percent, the images in words, and the text of the benchmark.
    """
    program = ROOT / 'benchmarks' / 'starter.py'
    command = [sys.executable, program, '--model', model, '--data', data]
    command += ['--json', FIGURES, '--chart', CHART]
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    count = len(read_annotations(*annotation_files(data)))
    return json.loads(FIGURES.read_text())['figures']['NE'], f'{count:,} real photos', text


def place(model: Path, card: ModelCard, figures: str | None) -> None:
    """Put a model into its place, and its checksum and figures into theirs."""
    from fashionkp_mm.export.metadata import set_card

    data = set_card(model.read_bytes(), card)
    if len(data) > MAX_BYTES:
        raise ValueError(f'{model}: {len(data):,} bytes: expected at most {MAX_BYTES:,}')
    with atomic_write(MODEL, 'wb') as file:
        file.write(data)
    substitute(CATALOGUE, _CHECKSUM, sha256_of(MODEL))
    if figures is not None:
        substitute(PAGE, _FIGURES, f'```\n{figures.rstrip()}\n```\n')
        substitute(EXAMPLE, _ACCURACY, card.accuracy())


def substitute(path: Path, pattern: re.Pattern[str], text: str) -> None:
    """Replace the only match of a pattern in a file."""
    content, count = pattern.subn(lambda _: text, path.read_text(encoding='utf-8'))
    if count != 1:
        raise ValueError(f'{path}: {count} matches of {pattern.pattern}: expected one')
    with atomic_write(path, 'w') as file:
        file.write(content)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    # photos are for measuring: the training has no path to them, nor the config in the file
    photos = os.environ.pop('FASHIONAI_ROOT', None)
    checkpoint = args.checkpoint or train(args.work_dir)
    args.work_dir.mkdir(parents=True, exist_ok=True)
    checkpoint = calibrated(checkpoint, args.work_dir / 'calibrated.pth')
    exported, figures = args.work_dir / MODEL.name, None
    card = replace(export(checkpoint, exported), measured_on='drawn garments')
    if photos:
        ne, images, figures = measure(exported, Path(photos) / 'train')
        card = replace(card, ne=ne, measured_on=images)
    place(exported, card, figures)
    print(figures or '', f'{MODEL}: {MODEL.stat().st_size:,} bytes, {card.accuracy()}', sep='\n')


if __name__ == '__main__':
    main()
