"""Attributes of drawn garments against their cuts, and of photos against annotated points.

    python benchmarks/attributes.py [--garments N] [--predicted N] [--keep DIR] [--data DIR]
        [--json FILE]

Drawn garments: true points, and those that the starter model predicts with the category given,
against the cut laid flat, and against where it ends on the body. Photos: predicted against
annotated points, and how often each class is recognized. Clear are those whose true value is not
within 5 % of a bound; change is the difference of values. --keep stores the predictions as
drawn.jsonl and photos.jsonl, and uses them if they are there.
"""

import argparse
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from measurement.figures import write_figures

from fashionkp import Prediction, Predictor, Query, read_predictions
from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.attributes import ATTRIBUTES, CLASSES, Attribute, recognize_attributes
from fashionkp.categories import CATEGORIES
from fashionkp.images.reading import read_image
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.table import table_predictions
from fashionkp.progress import progress_bar
from fashionkp.synthetic.clothes.lower.bottom_cut import BottomCut
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.cut_attributes import body_values, cut_labels, cut_values
from fashionkp.synthetic.dataset import image_id
from fashionkp.synthetic.scene.render import Scene, draw_garment, sample_scene

SEED = 77
SURE = 0.8
TENTHS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)

COLUMNS = ('attribute', 'garments', 'known', 'agree', 'same or next')
COLUMNS += ('sure', 'agree', 'clear', 'agree', 'median change')
CLEAR = 0.05
"""Least margin of a value whose class is not a matter of taste; see ``Definition.margin``."""


class Row(NamedTuple):
    """An attribute that is known, and what is true."""

    category: str
    attribute: Attribute
    label: str
    value: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the true value is not near a bound; garments without sleeves have none."""
        definition = ATTRIBUTES[self.category][self.attribute.name]
        return self.value is None or definition.margin(self.value) > CLEAR

    @property
    def change(self) -> float:
        """By which share the value differs from the true one; NaN without them."""
        if not (self.value and self.attribute.value):
            return math.nan
        start = ATTRIBUTES[self.category][self.attribute.name].start
        return abs(math.log((self.attribute.value - start) / (self.value - start)))


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
    parser.add_argument('--json', type=Path, help='file for the shares')
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
    category: str,
    found: Mapping[str, Attribute],
    labels: Mapping[str, str | None],
    values: Mapping[str, float | None],
) -> list[Row]:
    """Return the attributes that are known on both sides."""
    return [
        Row(category, found[name], label, values.get(name))
        for name, label in labels.items()
        if label is not None and found[name].label is not None
    ]


def agreement_table(title: str, found: Sequence[Row]) -> str:
    lines = [f'\n{title}', f'| {" | ".join(COLUMNS)} |', '|---' * len(COLUMNS) + '|']
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        groups.setdefault((row.attribute.name, row.category), []).append(row)
    order = [(name, category) for name in CLASSES for category in CATEGORIES]
    for key in [key for key in order if key in groups]:
        lines.append(f'| `{key[0]}` | {key[1]} | {_cells(groups[key])} |')
    lines.append(f'| all | | {_cells(found)} |')
    return '\n'.join(lines)


def shares(found: Sequence[Row]) -> dict[str, float | None]:
    """Return how many are known, and the shares that agree, also of sure and of clear ones."""
    agree = np.array([row.attribute.label == row.label for row in found])
    ranks = [
        [
            CLASSES[row.attribute.name].index(str(label))
            for label in (row.attribute.label, row.label)
        ]
        for row in found
    ]
    near = np.abs(np.diff(ranks)) <= 1
    result = {'known': len(found), 'agree': agree.mean(), 'same or next': near.mean()}
    parts = {
        'sure': np.array([(row.attribute.confidence or 0) >= SURE for row in found]),
        'clear': np.array([row.is_clear for row in found]),
    }
    for name, part in parts.items():
        result |= {name: part.mean(), f'{name}, agree': agree[part].mean() if part.any() else None}
    result['median change'] = np.nanmedian(np.array([row.change for row in found]))
    return {name: None if v is None else round(float(v), 4) for name, v in result.items()}


def _cells(found: Sequence[Row]) -> str:
    """Return the cells of a row of a table."""
    known, *others = shares(found).values()
    return ' | '.join([f'{known:.0f}', *('' if v is None else f'{v:.1%}' for v in others)])


def reliability_table(title: str, found: Sequence[Row]) -> str:
    lines = [f'\n{title}', '| confidence | attributes | mean | agree |', '|---' * 4 + '|']
    confidence = np.array([row.attribute.confidence for row in found], float)
    agree = np.array([row.attribute.label == row.label for row in found])
    for low, high in zip(TENTHS, (*TENTHS[1:], 1.01), strict=True):
        part = (confidence >= low) & (confidence < high)
        if part.any():
            numbers = f'{part.sum()} | {confidence[part].mean():.3f} | {agree[part].mean():.3f}'
            lines.append(f'| {low:g} to {min(high, 1):g} | {numbers} |')
    return '\n'.join(lines)


def confusions(found: Sequence[Row]) -> str:
    """Return how often which class was taken for which, most frequent first."""
    counts = Counter(
        (row.attribute.name, row.category, row.label, row.attribute.label)
        for row in found
        if row.attribute.label != row.label
    )
    lines = [f'{n}x {name}, {c}: {a} as {b}' for (name, c, a, b), n in counts.most_common(20)]
    return '\n'.join(['', *lines])


def drawn(args: argparse.Namespace) -> dict[str, dict[str, float | None]]:
    """Compare drawn garments, and return the shares by title."""
    figures = {}
    scenes = [sample_scene(SEED, i) for i in range(max(args.garments, args.predicted))]
    predictions = kept(args.keep, 'drawn.jsonl', lambda: predict_drawn(args.predicted))
    sources = {
        'true': [true_attributes(scene) for scene in scenes[: args.garments]],
        'predicted': [garment.attributes() for garment in predictions[: args.predicted]],
    }
    truths: dict[str, Callable[[Any], dict[str, float]]] = {'cut': cut_values, 'body': body_values}
    for truth, values_of in truths.items():
        values = [values_of(scene.cut) for scene in scenes]
        for points, attributes in sources.items():
            title = f'Drawn garments, {points} points, by the {truth}'
            found = [
                row
                for scene, a, those in zip(scenes, attributes, values, strict=False)
                for row in rows(scene.category, a, cut_labels(_cut(scene), those), those)
            ]
            print(agreement_table(title, found), confusions(found), sep='\n')
            print(reliability_table(title, found), flush=True)
            figures[title] = shares(found)
    return figures


def _cut(scene: Scene) -> TopCut | BottomCut:
    assert isinstance(scene.cut, (TopCut, BottomCut))
    return scene.cut


def photos(args: argparse.Namespace) -> dict[str, dict[str, float | None]]:
    """Compare photos, and return the shares by title."""
    annotated = table_predictions(read_annotations(*annotation_files(args.data)))
    predictions = kept(args.keep, 'photos.jsonl', lambda: predict_photos(args.data))
    by_image = {garment.image: garment for garment in predictions}
    counts: dict[str, Counter[tuple[str, str, str | None]]] = {'annotated': Counter()}
    counts['predicted'] = Counter()
    found = []
    for garment in annotated:
        true, guess = garment.attributes(), by_image[garment.image].attributes()
        labels = {name: attribute.label for name, attribute in true.items()}
        values = {name: attribute.value for name, attribute in true.items()}
        found += rows(garment.category, guess, labels, values)
        for points, attributes in (('annotated', true), ('predicted', guess)):
            counts[points].update((a.name, garment.category, a.label) for a in attributes.values())
    title = 'Photos, predicted points, by annotated points'
    print(agreement_table(title, found))
    print(reliability_table(title, found))
    print('\nPhotos: how often each class is recognized by annotated, predicted points')
    for category, definitions in ATTRIBUTES.items():
        for name in definitions:
            counted = (
                f'{label or "undecided"} '
                + ', '.join(f'{counts[p][name, category, label]}' for p in counts)
                for label in (*CLASSES[name], None)
            )
            print(f'| `{name}` | {category} | {"; ".join(counted)} |')
    return {title: shares(found)}


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    figures = drawn(args) if args.garments else {}
    if args.data:
        figures |= photos(args)
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
