"""Error on photos after training on 100 photos chosen by a model, and on 100 random ones.

    python benchmarks/next_photos.py [--seeds 0 1 2] [--photos 100] [--views 2000]

For each seed, half of the training split of FASHIONAI_ROOT/train are the photos of a user. They are
chosen

- at random;
- by the starter model: those it is least sure of, or the first of ``photo_order`` with poses;
- by a model fine-tuned on the first half of the random ones, which stay: the others are chosen in
  the same two ways.

Models are trained from the starter, those of a row on as many views, and scored on all other
photos of the archive: official rule, category given. Categories are not given where photos are
chosen, as in a folder without labels.

Another call with the same settings skips what is finished, and resumes what was interrupted.
"""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measurement.photo_order import photo_order, pose_features
from measurement.trainings import Training, markdown_table, warm_up

from fashionkp.annotations import (
    AnnotationTable,
    annotation_files,
    read_annotations,
    read_submission,
    write_annotations,
)
from fashionkp.datasets.splits import validation_mask
from fashionkp.images.reading import image_size, read_image
from fashionkp.inference.query import Query
from fashionkp.labelling.drafts import sureness
from fashionkp.model_zoo.catalogue import STARTER_SHA256
from fashionkp.predictions.jsonl import read_jsonl, write_jsonl
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table
from fashionkp.score import bootstrap_interval, point_errors

RECIPE = 'cpn_lite0_finetune_all'
RANDOM = 'random'
CHOICES = (
    RANDOM,
    'starter, least sure',
    'starter, least sure and unlike',
    'fine-tuned, least sure',
    'fine-tuned, least sure and unlike',
)

Errors = Mapping[str, tuple[float, int]]
"""Sum of the errors of an image, percent, and the number of its scored points, by image id."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seeds', type=int, nargs='+', default=[0, 1, 2])
    parser.add_argument('--choices', nargs='+', choices=CHOICES, default=CHOICES)
    parser.add_argument('--photos', type=int, default=100, help='photos of a training')
    parser.add_argument('--views', type=int, default=2000, help='images that a training sees')
    parser.add_argument('--size', type=int, default=192, help='side of the input, pixels')
    parser.add_argument('--threads', type=int, default=1, help='threads of the choosing model')
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    parser.add_argument('--work-dir', type=Path, default=Path('work_dirs/next_photos'))
    return parser.parse_args(argv)


@dataclass(frozen=True)
class Experiment:
    """The choices and trainings of one seed.

    Attributes:
        args: Arguments of the benchmark.
        seed: Seed of the random photos, and of the trainings.
        pool: Photos to choose from, in random order.
        test: Photos to score.
    """

    args: argparse.Namespace
    seed: int
    pool: AnnotationTable
    test: AnnotationTable

    @classmethod
    def of_archive(cls, args: argparse.Namespace, seed: int) -> 'Experiment':
        """Divide the photos of an archive."""
        from fashionkp_mm.config import load_config

        table = read_annotations(*annotation_files(Path(load_config(RECIPE).data_root, 'train')))
        rows = np.flatnonzero(~validation_mask(table.image_ids))
        rows = np.random.default_rng(seed).permutation(rows)[: len(rows) // 2]
        if args.photos > len(rows):
            raise SystemExit(f'--photos {args.photos}: there are {len(rows)} to choose from')
        others = np.setdiff1d(np.arange(len(table)), rows)
        return cls(args, seed, table.take(rows), table.take(others))

    @property
    def folder(self) -> Path:
        return (self.args.work_dir / f'seed_{self.seed}').resolve()

    def chosen(self, choice: str) -> np.ndarray:
        """Return the indices of the photos of a choice, in the pool."""
        if choice == RANDOM:
            return np.arange(self.args.photos)
        chooser, how = choice.split(', ')
        count = 0 if chooser == 'starter' else self.args.photos // 2
        predictions = self.predictions(chooser)[count:]
        poses = self._poses(predictions, count) if how.endswith('unlike') else ()
        order = photo_order(np.array([sureness(garment) for garment in predictions]), *poses)
        return np.concatenate([np.arange(count), count + order])[: self.args.photos]

    def _poses(
        self, predictions: Sequence[Prediction], count: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the poses of predictions, and those of the first photos, which are labelled."""
        table, labelled = prediction_table(predictions), self.pool.take(np.arange(count))
        sizes = np.array([garment.size for garment in predictions])
        labelled_sizes = np.array([image_size(path) for path in labelled.image_paths()])
        return (
            pose_features(table.keypoints, table.visibility > 0, sizes),
            pose_features(
                labelled.keypoints, labelled.visibility >= 0, labelled_sizes.reshape(-1, 2)
            ),
        )

    def predictions(self, chooser: str) -> list[Prediction]:
        """Return the predictions of the starter, or of the fine-tuned model, for the pool."""
        if chooser == 'starter':
            return predict_photos(
                self.args.work_dir / 'starter.jsonl', self.pool, self.args.threads
            )
        file = self.folder / 'fine_tuned.jsonl'
        return predict_photos(file, self.pool, self.args.threads, self.fine_tuned)

    def fine_tuned(self) -> Path:
        """Return the exported model that was trained on half of the random photos."""
        from fashionkp_mm.checkpoints.latest import latest_checkpoint
        from fashionkp_mm.export import export_model

        training = self.training('first half', np.arange(self.args.photos // 2))
        training.result()
        path = training.work_dir / 'model.onnx'
        if not path.is_file():
            checkpoint = latest_checkpoint(training.work_dir)
            export_model(training.config, checkpoint, path, options=training.options)
        return path

    def training(self, name: str, rows: np.ndarray) -> Training:
        """Return the training on photos of the pool."""
        from fashionkp_mm.config import input_size_options, load_config

        args, folder = self.args, self.folder / name.replace(',', '').replace(' ', '_')
        folder.mkdir(parents=True, exist_ok=True)
        train, test = folder / 'train.csv', folder / 'test.csv'
        write_annotations(train, self.pool.take(rows))
        write_annotations(test, self.test)
        cfg = load_config(RECIPE)
        epochs = max(1, round(args.views / len(rows)))
        steps = epochs * math.ceil(len(rows) / cfg.train_dataloader.batch_size)
        images = dict(img=str(self.pool.image_roots[0]))
        options = input_size_options(cfg, args.size) | {
            'randomness.seed': self.seed,
            'train_dataloader.dataset.ann_file': str(train),
            'train_dataloader.dataset.data_prefix': images,
            'train_dataloader.dataset.split': None,
            'test_dataloader.dataset.ann_file': str(test),
            'test_dataloader.dataset.data_prefix': images,
            'test_dataloader.dataset.split': None,
            'train_cfg.max_epochs': epochs,
            'param_scheduler.0.end': warm_up(steps, cfg.param_scheduler[0].end),
        }
        names = self.pool.image_ids[rows].tolist()
        settings = dict(views=args.views, size=args.size, sha256=STARTER_SHA256, photos=names)
        return Training(RECIPE, folder, settings, options, args.amp)

    def errors(self, choice: str) -> Errors:
        """Train on a choice of photos; return the errors on the others."""
        training = self.training(choice, self.chosen(choice))
        training.result()
        predicted = read_submission(training.submission)
        if predicted.image_ids.tolist() != self.test.image_ids.tolist():
            raise SystemExit(f'{training.submission}: other images than {self.folder}')
        points = point_errors(
            predicted.keypoints,
            self.test.keypoints,
            self.test.visibility,
            self.test.category_ids,
        )
        sums, counts = points.errors.sum(1).tolist(), points.counted.sum(1).tolist()
        values = zip(sums, counts, strict=True)
        return dict(zip(self.test.image_ids.tolist(), values, strict=True))


def predict_photos(
    file: Path,
    table: AnnotationTable,
    threads: int,
    model: Callable[[], Path | None] = lambda: None,
) -> list[Prediction]:
    """Predict the photos of a table that are not in a file yet, and add them to it.

    Args:
        file: JSON lines.
        table: N photos.
        threads: Threads of the model.
        model: Returns the path of the model, or None for the starter.

    Returns:
        N predictions in the order of the table.
    """
    known = {row.image: row for row in read_jsonl(file)} if file.is_file() else {}
    images = dict(zip(table.image_ids.tolist(), table.image_paths(), strict=True))
    if new := [name for name in images if name not in known]:
        from fashionkp.inference.predictor import Predictor

        queries = (Query(read_image(images[name]), name) for name in new)
        predictor = Predictor(model(), threads=threads)
        known |= {row.image: row for row in predictor.predict(queries)}
        file.parent.mkdir(parents=True, exist_ok=True)
        write_jsonl(file, known.values())
    return [known[name] for name in images]


def gain(errors: Sequence[Errors], reference: Sequence[Errors]) -> str:
    """Return by how much the NE of a choice is lower than that of another, with its interval.

    Args:
        errors: Errors of each seed.
        reference: Those of the other choice, of the same images.

    Returns:
        Mean over the seeds, and the 95 % interval over images, whose seeds are added.
    """
    images = sorted({image for seed in errors for image in seed})
    sums, counts = np.zeros(len(images)), np.zeros(len(images))
    index = {image: i for i, image in enumerate(images)}
    for own, other in zip(errors, reference, strict=True):
        for image, (error, count) in own.items():
            sums[index[image]] += other[image][0] - error
            counts[index[image]] += count
    low, high = bootstrap_interval(sums, counts)
    return f'{sums.sum() / counts.sum():.2f} ({low:.2f} to {high:.2f})'


def normalized_error(errors: Errors) -> float:
    """Return the NE of images, percent."""
    sums, counts = np.array(list(errors.values())).sum(0)
    return float(sums / counts)


def report(results: Mapping[str, Sequence[Errors]], seeds: Sequence[int]) -> str:
    """Return a table with the NE of each choice and seed, and the gain over random photos."""
    header = ['photos', *(f'NE, seed {seed}' for seed in seeds), 'mean', 'gain over random']
    rows = [header]
    for choice, errors in results.items():
        scores = [normalized_error(seed) for seed in errors]
        rows.append([choice, *(f'{ne:.2f}' for ne in scores), f'{np.mean(scores):.2f}'])
        compared = choice != RANDOM and RANDOM in results
        rows[-1].append(gain(errors, results[RANDOM]) if compared else '')
    return markdown_table(rows)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    results: dict[str, list[Errors]] = {choice: [] for choice in args.choices}
    for seed in args.seeds:
        experiment = Experiment.of_archive(args, seed)
        for choice, errors in results.items():
            errors.append(experiment.errors(choice))
            print(f'seed {seed}, {choice}: NE {normalized_error(errors[-1]):.2f}', flush=True)
    print(report(results, args.seeds))


if __name__ == '__main__':
    main()
