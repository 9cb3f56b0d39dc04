"""Markdown as text: escaping, tables, links."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_SPECIAL = re.compile(r'([\\`*_{}\[\]<>|#$~])')
_CODE = re.compile(r'`[^`]+`|(?<![\w-])--?[A-Za-z][\w-]*')
_FENCE = re.compile(r'^(```+|~~~+)[^\n]*\n.*?^\1[^\n]*$', re.DOTALL | re.MULTILINE)
_LINK = re.compile(r'(?<=\])\((?!\w+:)([^)\s]+)\)')


def escape(text: str) -> str:
    """Return a text that reads the same in Markdown.

    Example:
        >>> escape('a_b*')
        'a\\\\_b\\\\*'
    """
    return _SPECIAL.sub(r'\\\1', text)


def prose(text: str) -> str:
    """Return the text of a message or of a help as Markdown, its options as code.

    Example:
        >>> prose('with --resume, a_b')
        'with `--resume`, a\\\\_b'
    """
    parts = []
    end = 0
    for match in _CODE.finditer(text):
        parts += [escape(text[end : match.start()]), f'`{match[0].strip("`")}`']
        end = match.end()
    return ''.join([*parts, escape(text[end:])])


def sentence(text: str) -> str:
    """Return the text of a help as Markdown, with a capital and a full stop.

    Example:
        >>> sentence('the file')
        'The file.'
    """
    if re.match(r'[a-z]+\b(?![-_./:=])', text):
        text = text[0].upper() + text[1:]
    end = '' if not text or text.endswith(('.', ':', '!', '?')) else '.'
    return prose(text) + end


def code(text: str) -> str:
    """Return inline code, without line breaks."""
    return f'`{text}`'


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown."""
    lines = [header, ['---'] * len(header), *rows]
    return ''.join(f'| {" | ".join(line)} |\n' for line in lines)


def fenced(text: str, language: str = 'text') -> str:
    """Return a block of code."""
    return f'```{language}\n{text.rstrip()}\n```\n'


def toctree(pages: Iterable[str], titles: Mapping[str, str] | None = None) -> str:
    """Return the entries of pages in the menu; the page itself does not show them.

    Args:
        pages: Names of the pages, from the root of the site.
        titles: Titles of pages in the menu, where they are not those of the pages.
    """
    titles = titles or {}
    entries = (f'{titles[name]} </{name}>' if name in titles else f'/{name}' for name in pages)
    return '```{toctree}\n:hidden:\n' + '\n'.join(entries) + '\n```\n'


def anchor(heading: str) -> str:
    """Return the anchor that a code host, and the site, give to a heading.

    Example:
        >>> anchor("A table of one's own")
        'a-table-of-ones-own'
    """
    return re.sub(r'[^\w -]', '', heading).strip().lower().replace(' ', '-')


def outside_of_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose parts outside of blocks of code are changed."""
    parts = []
    end = 0
    for block in _FENCE.finditer(text):
        parts += [change(text[end : block.start()]), block[0]]
        end = block.end()
    return ''.join([*parts, change(text[end:])])


def replace_links(text: str, target: Callable[[str], str]) -> str:
    """Return a text whose relative links lead to ``target(link)``."""
    return outside_of_code(
        text, lambda part: _LINK.sub(lambda match: f'({target(match[1])})', part)
    )
