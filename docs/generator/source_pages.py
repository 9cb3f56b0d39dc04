"""The pages of the repository as pages of the site: their names, links and sections."""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from generator import command_line, python_api, tables
from generator.markdown import outside_of_code, replace_links, toctree
from generator.notebooks import notebook_paths, notebook_text
from generator.sections import SECTIONS, Section

OUTSIDE = {'README.md': 'index', 'CONTRIBUTING.md': 'contributing', 'CHANGELOG.md': 'changes'}
"""Names on the site of those pages that are not in ``docs/``, by their paths."""

GENERATED = {'fashionkp/measurements/definitions.py': 'reference/lengths'}
"""Pages that show what a file defines, by its path; links to the file lead to them."""

_LANGUAGES = {'.py': 'python', '.toml': 'toml'}


def repository_pages(root: Path) -> dict[Path, str]:
    """Return the names on the site of the pages of the repository, by their paths."""
    pages = {root / path: name for path, name in OUTSIDE.items()}
    files = [*sorted((root / 'docs').glob('*.md')), *notebook_paths(root)]
    return pages | {path: path.stem for path in files}


class SourceFiles:
    """Links of pages to other files of the repository, which become pages of the site.

    Attributes:
        pages: The pages that have been made, by name.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages: dict[str, str] = {}
        self._names = repository_pages(root)

    def target(self, page: Path, link: str) -> str:
        """Return where a relative link of a page leads on the site.

        Raises:
            ValueError: If it leads to what is not a file.
        """
        path, mark, anchor = link.partition('#')
        if not path:
            return link
        file = Path(os.path.normpath(page.parent / path))
        if file in self._names:
            return f'/{self._names[file]}.md{mark}{anchor}'
        if not file.is_file():
            raise ValueError(f'{page.name}: {link}: not a file')
        if file.is_relative_to(self.root / 'docs' / 'images'):
            return f'/{file.relative_to(self.root / "docs").as_posix()}'
        name = GENERATED.get(file.relative_to(self.root).as_posix())
        return f'/{name or self._add(file)}.md'

    def _add(self, file: Path) -> str:
        path = file.relative_to(self.root).as_posix()
        name = f'files/{path}'
        text = file.read_text(encoding='utf-8').rstrip()
        language = _LANGUAGES.get(file.suffix, 'text')
        self.pages[name] = (
            f'---\norphan: true\n---\n# `{path}`\n\n``````{language}\n{text}\n``````\n'
        )
        return name


def with_titles(text: str) -> str:
    """Return a text whose links named after files, such as ``data.md``, get their pages' titles.

    Example:
        >>> with_titles('see [docs/data.md](/data.md#key-points)')
        'see [](/data.md#key-points)'
    """
    return re.sub(r'\[(?:docs/)?\w+\.md\](?=\(/)', '[]', text)


def site_text(path: Path, files: SourceFiles) -> str:
    """Return a page of the repository, or a notebook, as the site shows it."""
    is_notebook = path.suffix == '.ipynb'
    text = notebook_text(path) if is_notebook else path.read_text(encoding='utf-8')
    text = replace_links(text, lambda link: files.target(path, link))
    text = outside_of_code(text, with_titles)
    return re.sub(r'^```\n(?=\$ )', '```console\n', text, flags=re.MULTILINE)


def title_of(text: str) -> str:
    """Return the title of a page.

    Raises:
        ValueError: If it has none.
    """
    match = re.search(r'^# (.+)$', text, re.MULTILINE)
    if match is None:
        raise ValueError('a page without a title')
    return match[1]


def section_page(section: Section, pages: Mapping[str, str]) -> str:
    """Return the page of a section: a list of its pages, and what each of them has."""
    entries = (
        f'[{title_of(pages[name])}](/{name}.md)\n: {text}\n' for name, text in section.pages.items()
    )
    heading = f'# {section.title}\n'
    return '\n'.join([heading, f'{section.intro}\n', *entries, toctree(section.pages)])


def guides(root: Path, files: SourceFiles, command: str) -> str:
    """Return links to the pages that the row of a command in ``docs/commands.md`` names."""
    page = root / 'docs' / 'commands.md'
    pattern = rf'^\| [^|]*`fashionkp {re.escape(command)}(?: [^`]*)?`[^|]*\|(.*)\|$'
    found = (
        link
        for row in re.findall(pattern, page.read_text(encoding='utf-8'), re.MULTILINE)
        for link in re.findall(r'\]\(([^)]+)\)', row)
    )
    links = dict.fromkeys(files.target(page, link) for link in found)
    return f'Described in {", ".join(f"[](<{link}>)" for link in links)}.' if links else ''


def all_pages(root: Path) -> dict[str, str]:
    """Return the Markdown of every page of the site by name."""
    files = SourceFiles(root)
    pages = {name: site_text(path, files) for path, name in repository_pages(root).items()}
    pages |= command_line.pages(lambda command: guides(root, files, command))
    pages |= python_api.pages()
    pages['reference/keypoints'] = tables.keypoints()
    pages['reference/formats'] = tables.formats(root)
    pages['reference/lengths'] = tables.lengths()
    pages['reference/attributes'] = tables.attributes()
    pages['reference/checks'] = tables.checks()
    for section in SECTIONS:
        if section.intro:
            pages[section.name] = section_page(section, pages)
        elif section.pages:
            pages[section.name] += f'\n{toctree(section.pages)}'
    titles = {section.name: section.title for section in SECTIONS}
    pages['index'] += f'\n{toctree((section.name for section in SECTIONS), titles)}'
    return pages | files.pages


def write_source(root: Path, folder: Path) -> None:
    """Write the source of the site; files that have not changed keep their time.

    Args:
        root: The repository.
        folder: Where to write; whatever else is there is removed.
    """
    contents = {folder / f'{name}.md': text for name, text in all_pages(root).items()}
    images = {folder / 'images' / path.name: path for path in _images(root)}
    for path in folder.rglob('*'):
        if path.is_file() and path not in contents and path not in images:
            path.unlink()
    for path, text in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding='utf-8') != text:
            path.write_text(text, encoding='utf-8')
    for path, image in images.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != image.read_bytes():
            shutil.copyfile(image, path)


def _images(root: Path) -> Iterator[Path]:
    return (root / 'docs' / 'images').iterdir()
