"""Attributes of drawn garments against their cuts, and of photos against annotated points.

    python benchmarks/attributes.py [--garments N] [--predicted N] [--keep DIR] [--data DIR]

Drawn garments: true points, and those that the starter model predicts with the category given,
against the cut laid flat, and against where it ends on the body. Photos: predicted against
annotated points, and how often each class is recognized. --keep stores the predictions as
drawn.jsonl and photos.jsonl, and uses them if they are there.
"""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp import Prediction, Predictor, Query, read_predictions
from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.attributes import ATTRIBUTES, CLASSES, Attribute, recognize_attributes
from fashionkp.categories import CATEGORIES
from fashionkp.images.reading import read_image
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.table import table_predictions
from fashionkp.progress import progress_bar
from fashionkp.synthetic.cut_attributes import body_labels, cut_labels
from fashionkp.synthetic.dataset import image_id
from fashionkp.synthetic.scene.render import Scene, draw_garment, sample_scene

SEED = 77
SURE = 0.8
TENTHS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)

Row = tuple[str, Attribute, str]
"""Category, the attribute that was recognized, and the class that is true."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    root = os.environ.get('FASHIONAI_ROOT')
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument(
        '--garments', type=int, default=4000, help='garments with true points; 0 for none'
    )
    parser.add_argument('--predicted', type=int, default=1000, help='garments that are predicted')
    parser.add_argument('--keep', type=Path, metavar='DIR', help='folder for the predictions')
    parser.add_argument(
        '--data',
        type=Path,
        default=root and Path(root) / 'train',
        help='folder of photos with their table (default: train of FASHIONAI_ROOT; without it, no '
        'photos)',
    )
    return parser.parse_args(argv)


def kept(
    folder: Path | None, name: str, predict: Callable[[], Iterable[Prediction]]
) -> list[Prediction]:
    """Return stored predictions, or make and store them."""
    if folder and (folder / name).exists():
        return read_predictions(folder / name)
    garments = list(predict())
    if folder:
        write_jsonl(folder / name, garments)
    return garments


def true_attributes(scene: Scene) -> dict[str, Attribute]:
    """Return the attributes of a drawn garment by its true points."""
    names = CATEGORIES[scene.category].keypoints
    left, top, width, height = scene.camera.frame
    keypoints = np.full((len(names), 2), -1.0)
    for i, name in enumerate(names):
        if name in scene.points:
            keypoints[i] = scene.points[name].position
    inside = (keypoints >= (left, top)) & (keypoints <= (left + width, top + height))
    return recognize_attributes(scene.category, keypoints, inside.all(1))


def predict_drawn(count: int) -> Iterator[Prediction]:
    queries = (
        Query(garment.image, image_id(SEED, i), garment.category)
        for i, garment in ((i, draw_garment(SEED, i)) for i in range(count))
    )
    yield from progress_bar(Predictor().predict(queries), total=count)


def predict_photos(data: Path) -> Iterator[Prediction]:
    table = read_annotations(*annotation_files(data))
    queries = (
        Query(
            read_image(table.image_path(i)), str(table.image_ids[i]), str(table.category_names[i])
        )
        for i in range(len(table))
    )
    yield from progress_bar(Predictor().predict(queries), total=len(table))


def rows(
    category: str, found: Mapping[str, Attribute], labels: Mapping[str, str | None]
) -> list[Row]:
    """Return the attributes that are known on both sides."""
    return [
        (category, found[name], label)
        for name, label in labels.items()
        if label is not None and found[name].label is not None
    ]


def agreement_table(title: str, found: Sequence[Row]) -> str:
    lines = [f'\n{title}', '| attribute | garments | known | agree | same or next | sure | agree |']
    lines.append('|---' * 7 + '|')
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        groups.setdefault((row[1].name, row[0]), []).append(row)
    order = [(name, category) for name in CLASSES for category in CATEGORIES]
    for key in [key for key in order if key in groups]:
        lines.append(f'| `{key[0]}` | {key[1]} | {_figures(groups[key])} |')
    lines.append(f'| all | | {_figures(found)} |')
    return '\n'.join(lines)


def _figures(found: Sequence[Row]) -> str:
    """Return how many are known, the shares that agree, and those of sure ones."""
    agree = np.array([attribute.label == label for _, attribute, label in found])
    ranks = [
        [CLASSES[a.name].index(str(name)) for name in (a.label, label)] for _, a, label in found
    ]
    sure = np.array([(a.confidence or 0) >= SURE for _, a, _ in found])
    of_sure = f'{agree[sure].mean():.1%}' if sure.any() else ''
    near = (np.abs(np.diff(ranks)) <= 1).mean()
    return f'{len(found)} | {agree.mean():.1%} | {near:.1%} | {sure.mean():.0%} | {of_sure}'


def reliability_table(title: str, found: Sequence[Row]) -> str:
    lines = [f'\n{title}', '| confidence | attributes | mean | agree |', '|---' * 4 + '|']
    confidence = np.array([a.confidence for _, a, _ in found], float)
    agree = np.array([a.label == label for _, a, label in found])
    for low, high in zip(TENTHS, (*TENTHS[1:], 1.01), strict=True):
        part = (confidence >= low) & (confidence < high)
        if part.any():
            numbers = f'{part.sum()} | {confidence[part].mean():.3f} | {agree[part].mean():.3f}'
            lines.append(f'| {low:g} to {min(high, 1):g} | {numbers} |')
    return '\n'.join(lines)


def drawn(args: argparse.Namespace) -> None:
    scenes = [sample_scene(SEED, i) for i in range(max(args.garments, args.predicted))]
    predictions = kept(args.keep, 'drawn.jsonl', lambda: predict_drawn(args.predicted))
    sources = {
        'true': [true_attributes(scene) for scene in scenes[: args.garments]],
        'predicted': [garment.attributes() for garment in predictions[: args.predicted]],
    }
    truths: dict[str, Callable[[Any], dict[str, str]]] = {'cut': cut_labels, 'body': body_labels}
    for truth, labels_of in truths.items():
        labels = [labels_of(scene.cut) for scene in scenes]
        for points, attributes in sources.items():
            title = f'Drawn garments, {points} points, by the {truth}'
            known = zip(scenes, attributes, labels, strict=False)
            found = [row for scene, a, names in known for row in rows(scene.category, a, names)]
            print(agreement_table(title, found))
            print(reliability_table(title, found), flush=True)


def photos(args: argparse.Namespace) -> None:
    annotated = table_predictions(read_annotations(*annotation_files(args.data)))
    predictions = kept(args.keep, 'photos.jsonl', lambda: predict_photos(args.data))
    by_image = {garment.image: garment for garment in predictions}
    counts: dict[str, Counter[tuple[str, str, str | None]]] = {'annotated': Counter()}
    counts['predicted'] = Counter()
    found = []
    for garment in annotated:
        true, guess = garment.attributes(), by_image[garment.image].attributes()
        labels = {name: attribute.label for name, attribute in true.items()}
        found += rows(garment.category, guess, labels)
        for points, attributes in (('annotated', true), ('predicted', guess)):
            counts[points].update((a.name, garment.category, a.label) for a in attributes.values())
    print(agreement_table('Photos, predicted points, by annotated points', found))
    print(reliability_table('Photos, predicted points, by annotated points', found))
    print('\nPhotos: how often each class is recognized by annotated, predicted points')
    for category, definitions in ATTRIBUTES.items():
        for name in definitions:
            shares = (
                f'{label or "not tellable"} '
                + ', '.join(f'{counts[p][name, category, label]}' for p in counts)
                for label in (*CLASSES[name], None)
            )
            print(f'| `{name}` | {category} | {"; ".join(shares)} |')


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    if args.garments:
        drawn(args)
    if args.data:
        photos(args)


if __name__ == '__main__':
    main()
