"""Every page of the repository is on the site, and its links lead somewhere."""

from pathlib import Path

import pytest
from generator.markdown import replace_links
from generator.sections import SECTIONS, Section, listed_pages
from generator.source_pages import (
    SourceFiles,
    repository_pages,
    section_page,
    site_text,
    title_of,
)

ROOT = Path(__file__).parents[2]
PAGE = ROOT / 'docs' / 'data.md'


def test_every_page_is_in_a_section():
    missing = {*repository_pages(ROOT).values()} - listed_pages() - {'index'}
    assert not missing, f'name them in docs/generator/sections.py: {missing}'


def test_no_page_is_in_two_sections():
    names = [name for section in SECTIONS for name in section.pages]
    assert len(names) == len({*names})


@pytest.mark.parametrize(
    ('link', 'target'),
    [
        ('#key-points', '#key-points'),
        ('training.md#speed', '/training.md#speed'),
        ('../README.md#in-mmpose', '/index.md#in-mmpose'),
        ('../CONTRIBUTING.md', '/contributing.md'),
        ('images/keypoints.png', '/images/keypoints.png'),
        ('../fashionkp/keypoints.py', '/files/fashionkp/keypoints.py.md'),
        ('../fashionkp/measurements/definitions.py', '/reference/lengths.md'),
    ],
)
def test_links_lead_to_pages_of_the_site(link, target):
    assert SourceFiles(ROOT).target(PAGE, link) == target


def test_linked_files_become_pages():
    files = SourceFiles(ROOT)
    files.target(PAGE, '../fashionkp/keypoints.py')
    (page,) = files.pages.values()
    assert (ROOT / 'fashionkp' / 'keypoints.py').read_text().strip() in page


def test_a_link_to_no_file_is_an_error():
    with pytest.raises(ValueError, match=r'data\.md: \.\./fashionkp'):
        SourceFiles(ROOT).target(PAGE, '../fashionkp')


def test_code_is_not_taken_for_links():
    text = '[a](b.md)\n\n```python\nx[0](y)\n```\n'
    assert replace_links(text, lambda link: 'new') == text.replace('b.md', 'new')


def test_links_named_after_files_get_titles():
    text = site_text(ROOT / 'docs' / 'starter.md', SourceFiles(ROOT))
    assert '[](/results.md)' in text
    assert '[results.md]' not in text


def test_the_page_of_a_section_lists_its_pages():
    section = Section('s', 'S', 'Intro.', {'a': 'Text.'})
    assert '[Title](/a.md)\n: Text.\n' in section_page(section, {'a': 'x\n# Title\n'})
    with pytest.raises(ValueError, match='title'):
        section_page(section, {'a': 'x\n'})


@pytest.mark.parametrize('path', repository_pages(ROOT), ids=lambda path: path.name)
def test_pages_have_a_title(path):
    assert title_of(site_text(path, SourceFiles(ROOT)))
