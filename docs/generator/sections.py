"""The sections of the site, and the pages in each of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A part of the site; its pages are shown in this order.

    Attributes:
        name: Name of its page, without the suffix.
        title: Its title.
        intro: What a reader finds there, in a sentence or two.
        pages: Names of its pages: files in ``docs/``, or pages that are made at build time.
    """

    name: str
    title: str
    intro: str
    pages: tuple[str, ...]


SECTIONS = (
    Section(
        'get-started',
        'Get started',
        'Install the package, and see what it does.',
        ('install', 'overview'),
    ),
    Section(
        'tutorials',
        'Tutorials',
        'From start to end, with every command and its output.',
        ('tutorial',),
    ),
    Section(
        'how-to',
        'How-to',
        'One task a page: its commands, their options, and what to expect.',
        (
            'predicting',
            'measuring',
            'attributes',
            'catalogue',
            'data',
            'labelling',
            'garments',
            'training',
            'report',
        ),
    ),
    Section(
        'reference/index',
        'Reference',
        'Generated from the code, so that it is that of this version.',
        (
            'reference/cli/index',
            'reference/python/index',
            'reference/keypoints',
            'reference/formats',
            'reference/recipes',
            'reference/lengths',
            'reference/attributes',
            'reference/checks',
        ),
    ),
    Section(
        'explanation',
        'Explanation',
        'How it works, what it guarantees, and why.',
        ('architecture', 'reliability'),
    ),
    Section(
        'benchmarks',
        'Benchmarks',
        'Measured accuracy and speed, each with the command that measured it.',
        ('results', 'performance'),
    ),
    Section('faq', 'FAQ', '', ()),
    Section('starter', 'Model card', '', ()),
    Section('contributing', 'Contributing', '', ('changes', 'licenses')),
)
"""The sections, in the order of the site's menu. One without an ``intro`` is a page of its own."""


def listed_pages() -> set[str]:
    """Return the names of all pages that a section lists, and of the sections."""
    return {name for section in SECTIONS for name in (section.name, *section.pages)}
