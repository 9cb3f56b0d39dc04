"""The sections of the site, and the pages in each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """A part of the site; its pages are shown in this order.

    Attributes:
        name: Name of its page, without the suffix.
        title: Its title.
        intro: What a reader finds there, in a sentence or two.
        pages: What each of its pages has, by the name: that of a file in ``docs/``, or of a page
            that is made at build time.
    """

    name: str
    title: str
    intro: str = ''
    pages: Mapping[str, str] = field(default_factory=dict)


SECTIONS = (
    Section(
        'get-started',
        'Get started',
        'Install the package, and see what it does.',
        {
            'install': 'With or without PyTorch and MMPose, or into an environment with MMPose; '
            'the tested versions.',
            'commands': 'Every command by what it is for.',
        },
    ),
    Section(
        'tutorials',
        'Tutorials',
        'From start to end, with every command and its output.',
        {
            'tutorial': 'Predict, correct, train, look, again: from a folder of photos without '
            'labels to a model trained on them.',
            'tutorial_mmpose': 'From the data to a trained model, its score and its predictions.',
            'tutorial_head': 'A head or a backbone of your own: check, train, test, export.',
            'tutorial_catalogue': 'Garments aligned, cropped, measured and tagged, in one table.',
            'predict_and_measure': 'A notebook: points, lengths, attributes and aligned images of '
            'photos, in Python.',
            'fine_tune': 'A notebook: labelled photos, their check, a training, and its result.',
        },
    ),
    Section(
        'how-to',
        'How-to',
        'One page for each task: its commands, their options, and what to expect.',
        {
            'predicting': 'Points of images, folders, tables and videos, by command or in Python.',
            'tta': 'A second pass, other views, garments at any angle, several models at once.',
            'measuring': 'Lengths of garments in pixels and centimetres, from points or photos.',
            'attributes': 'Lengths of sleeves, skirts and trousers, neck depth, fit, silhouette.',
            'catalogue': 'All photos of a catalogue in one pose, and crops of parts.',
            'adapters': 'Data frames, key points of supervision, COCO results.',
            'serving': 'A web page and an HTTP endpoint.',
            'browser': "A static page that computes on the visitor's machine.",
            'clusters': 'Thousands of photos with Ray.',
            'labelling': 'Label photos on a web page, starting from predicted points.',
            'fine_tuning': 'A model for your own photos, from the starter or another model.',
            'training': 'Recipes, speed, averaged weights, resuming, loggers, images of a test.',
            'distributed': 'Several GPUs, processes or machines.',
            'mmpose': 'Inferencers, models, configs and tools of MMPose, and what is registered.',
            'exporting': 'One file that needs no PyTorch, in float32 or int8, for CPUs and GPUs.',
            'model_zoo': 'Models that others have trained, and the Hugging Face Hub.',
            'garments': 'A garment that FashionAI does not have, such as a jumpsuit.',
            'data': "Unpack, look at, count and split FashionAI's data.",
            'checking': 'What is wrong with tables, images and submissions.',
            'converting': 'COCO, YOLO, CVAT, Label Studio, DeepFashion2, your own tables.',
            'report': 'A page that compares models and shows where they fail.',
        },
    ),
    Section(
        'reference/index',
        'Reference',
        'Generated from the code of this version.',
        {
            'reference/cli/index': 'Every command with its arguments and options.',
            'reference/python/index': 'The public names of both packages, from their docstrings.',
            'reference/keypoints': 'Names, order, mirror images, and the unit of the score.',
            'reference/formats': 'Tables, predictions, and what can be converted.',
            'recipes': 'Networks with input size, parameters, GFLOP, time and error.',
            'reference/lengths': 'From where to where each length is measured.',
            'reference/attributes': 'Classes, thresholds, and the lengths that decide.',
            'reference/checks': 'What is checked in data sets and submissions, and the remedy.',
        },
    ),
    Section(
        'explanation',
        'Explanation',
        'How it works, and what it guarantees.',
        {
            'score': 'The unit of the error, and the two rules of the contest.',
            'architecture': 'Two packages, their rooms, and the way from a photo to points.',
            'reliability': 'What happens when processes are killed, disks are full, files are '
            'broken or hostile; reproducibility.',
        },
    ),
    Section(
        'benchmarks',
        'Benchmarks',
        'Measured, each figure with the command that measured it.',
        {
            'results': 'Accuracy of trained models, and ablations.',
            'performance': 'Speed of prediction, training, serving and data.',
        },
    ),
    Section('faq', 'FAQ'),
    Section('starter', 'Model card'),
    Section(
        'contributing',
        'Contributing',
        pages={'changes': 'What has changed.', 'licenses': 'Licences of the dependencies.'},
    ),
)
"""The sections, in the order of the site's menu. One without an ``intro`` is a page itself."""


def listed_pages() -> set[str]:
    """Return the names of all pages that a section lists, and of the sections."""
    return {name for section in SECTIONS for name in (section.name, *section.pages)}
