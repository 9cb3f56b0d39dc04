"""Actions and seconds to label a garment by ``fashionkp label``, with and without predicted points.

    python benchmarks/labelling.py DATA [--model model.onnx]

Chromium does what a person would do who wants the labels of DATA: with predicted points, it chooses
the category if that is wrong, drags points that are further from their label than a share of the
normalizing distance, and sets what is absent or occluded; without, it clicks all points. A click, a
drag, a key and the choice of a category are one action each. What was saved is compared.

Nobody's hand is measured: the seconds of a hand are those that the keystroke-level model has for
the recorded actions (measurement/keystrokes.py), with one decision (M) for the category and one for
each key point of it, moved or not. What the page takes until the result of an action is on the
screen is measured in the browser.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fashionkp import Predictor
from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.cli.server_process import listen
from fashionkp.labelling import Drafts, LabelFile, LabelledGarment, LabelSession
from fashionkp.labelling.garments import garments_of_table
from fashionkp.serving.label_app import create_label_app
from fashionkp.serving.limits import Limits
from fashionkp.serving.server import Server

sys.path.insert(0, str(Path(__file__).parent.parent / 'tests' / 'shared'))

from label_page import LabelPage
from measurement import keystrokes
from measurement.page_hand import PageHand
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

_USUAL_DISTANCE = 100  # for a garment without the normalizing pair, pixels

_WATCH = """
// kind of each action, and milliseconds from its event to the frame that shows its result
window.responses = [];
const photos = document.getElementById('photos');
const status = document.getElementById('status');
const listed = () => document.getElementById('points').textContent.replace(/[^a-z_]/g, '');
const watch = (kind, event, isShown) => {
  const done = () => setTimeout(() => responses.push([kind, performance.now() - event.timeStamp]));
  const frame = () => requestAnimationFrame(() => (isShown() ? done() : frame()));
  frame();
};
addEventListener('keydown', (event) => {
  const id = photos.value;
  const isNext = () => photos.value !== id && status.textContent.startsWith(photos.value);
  if (event.key === 'Enter') watch('next photo', event, isNext);
  else watch('edit', event, () => true);
}, true);
document.getElementById('stage').addEventListener('pointerup', (event) => {
  watch('edit', event, () => true);
}, true);
document.getElementById('category').addEventListener('change', (event) => {
  const before = listed();
  watch('category', event, () => listed() !== before);
}, true);
"""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('data', type=Path, help='table or folder of an archive, with photos')
    parser.add_argument('--model', help='exported model; the starter by default')
    parser.add_argument('--num', type=int, default=10, help='number of garments')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument(
        '--tolerance', type=float, default=0.05, help='share of the normalizing distance'
    )
    return parser.parse_args(argv)


@dataclass
class Costs:
    """What garments took.

    Attributes:
        actions: Number of actions of each garment.
        operators: Operators of the hand for each garment.
        responses: What the page took, milliseconds, by kind of action.
    """

    actions: list[int] = field(default_factory=list)
    operators: list[Counter[str]] = field(default_factory=list)
    responses: dict[str, list[float]] = field(default_factory=dict)

    def rows(self) -> Iterator[str]:
        """Yield lines about the actions, the seconds of the hand, and those of the page."""
        num, actions = len(self.actions), self.actions
        yield f'{statistics.mean(actions):.1f} actions a garment ({min(actions)} to {max(actions)})'
        hand = [keystrokes.seconds(operators) for operators in self.operators]
        total = sum(self.operators, Counter())
        counts = ', '.join(f'{name} {total[name] / num:.1f}' for name in keystrokes.SECONDS)
        yield (
            f'hand, modelled: {statistics.mean(hand):.1f} s a garment '
            f'({min(hand):.1f} to {max(hand):.1f}): {counts}'
        )
        page = sum(sum(times) for times in self.responses.values()) / 1000 / num
        medians = ', '.join(
            f'{kind} {statistics.median(times):.0f} ms' for kind, times in self.responses.items()
        )
        yield f'page, measured: {page:.2f} s a garment; medians: {medians}'


@contextmanager
def served(session: LabelSession) -> Iterator[str]:
    """Serve a session in a thread; yield its URL."""
    server = Server(create_label_app(session), Limits())
    with listen('127.0.0.1', 0) as listener:
        thread = threading.Thread(target=server.run, args=[[listener]])
        thread.start()
        try:
            yield f'http://127.0.0.1:{listener.getsockname()[1]}/'
        finally:
            server.should_exit = True
            thread.join()


def chromium() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which('chromium') or ''
    arguments = ('--headless=new', '--no-sandbox', '--disable-dev-shm-usage')
    for argument in (*arguments, '--window-size=1200,900'):
        options.add_argument(argument)
    service = webdriver.ChromeService(shutil.which('chromedriver'))
    return webdriver.Chrome(options=options, service=service)


def label(
    page: LabelPage, session: LabelSession, truth: dict[str, LabelledGarment], share: float
) -> Costs:
    """Label the photos of a session; return what each took."""
    costs, hand = Costs(), PageHand(page)
    with served(session) as url:
        page.open(url)
        page.wait(lambda: page.status.startswith(page.photo))
        page.browser.execute_script(_WATCH)
        while len(costs.actions) < len(truth):
            photo = page.photo
            label_photo(hand, truth[photo], share)
            page.wait(lambda photo=photo: session.labels.is_labelled(photo))
            costs.actions.append(hand.actions)
            costs.operators.append(hand.model.take())
            print(f'{photo}: {truth[photo].category}, {hand.actions} actions', flush=True)
            hand.actions = 0
            if len(costs.actions) < len(truth):
                page.wait(lambda photo=photo: page.photo != photo)
                page.wait(lambda: page.status.startswith(page.photo))
        for kind, milliseconds in page.browser.execute_script('return window.responses'):
            costs.responses.setdefault(kind, []).append(milliseconds)
        page.browser.get('about:blank')
    return costs


def label_photo(hand: PageHand, garment: LabelledGarment, share: float) -> None:
    """Label the photo that is shown, and confirm it."""
    hand.choose(garment.category)
    if hand.page.points():
        names = CATEGORIES[garment.category].normalizing_pair
        pair = [garment.keypoints[name][:2] for name in names if name in garment.keypoints]
        distance = np.hypot(*np.subtract(*pair)) if len(pair) == len(names) else _USUAL_DISTANCE
        hand.correct(garment, share * float(distance))
    else:
        hand.place(garment)
    hand.press(Keys.ENTER)


def report(name: str, costs: Costs, labels: LabelFile, truth: dict[str, LabelledGarment]) -> None:
    different = 0
    for image_id, garment in truth.items():
        (saved,) = labels.photo_labels(image_id).garments
        states = [{name: v for name, (_, _, v) in g.keypoints.items()} for g in (saved, garment)]
        different += states[0] != states[1]
    for row in costs.rows():
        print(f'{name}: {row}')
    print(f'{name}: {different} with another visibility than the labels', flush=True)


def sample(table: AnnotationTable, num: int, seed: int) -> dict[str, LabelledGarment]:
    """Choose garments whose normalizing pair is annotated."""
    garments = {image_id: items[0] for image_id, items in garments_of_table(table).items()}
    usable = [
        image_id
        for image_id, garment in garments.items()
        if {*CATEGORIES[garment.category].normalizing_pair} <= garment.keypoints.keys()
    ]
    chosen = np.random.default_rng(seed).permutation(len(usable))[:num]
    return {usable[i]: garments[usable[i]] for i in sorted(chosen)}


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    table = read_annotations(*annotation_files(args.data))
    truth = sample(table, args.num, args.seed)
    paths = dict(zip(table.image_ids.tolist(), table.image_paths(), strict=True))
    photos = {image_id: paths[image_id] for image_id in truth}
    points = statistics.mean(len(garment.keypoints) for garment in truth.values())
    print(f'{len(truth)} garments, {points:.1f} points each')
    browser = chromium()
    try:
        for name, model in (('predicted', Predictor(args.model, threads=1)), ('clicked', None)):
            with tempfile.TemporaryDirectory() as folder:
                labels = LabelFile(Path(folder, 'labels.csv'))
                session = LabelSession(labels, photos, Drafts(photos, model))
                costs = label(LabelPage(browser, Path(folder)), session, truth, args.tolerance)
                report(name, costs, labels, truth)
    finally:
        browser.quit()


if __name__ == '__main__':
    main()
