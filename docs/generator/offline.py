"""Checks of the built site: it requests nothing from other hosts, and its search has an index."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

_LOADING = {
    'script': ('src',),
    'link': ('href',),
    'img': ('src', 'srcset'),
    'source': ('src', 'srcset'),
    'iframe': ('src',),
    'video': ('src', 'poster'),
    'audio': ('src',),
    'object': ('data',),
    'embed': ('src',),
    'use': ('href', 'xlink:href'),
    'image': ('href', 'xlink:href'),
}
"""Attributes whose files a browser requests with a page, by the name of the element."""

_NOT_LOADED = {'canonical', 'next', 'prev', 'search', 'index', 'author', 'license'}
"""Values of ``rel`` of those links that are not requested with the page."""

_IN_STYLE = re.compile(
    r'url\(\s*["\']?((?:https?:)?//[^)"\']+)|@import\s+["\']((?:https?:)?//[^"\']+)'
)


class _Requests(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == 'link' and {*(values.get('rel') or '').split()} <= _NOT_LOADED:
            return
        self.urls += [values[name] or '' for name in _LOADING.get(tag, ()) if name in values]
        self.urls += _style_urls(values.get('style') or '')


def _style_urls(text: str) -> list[str]:
    return [a or b for a, b in _IN_STYLE.findall(text)]


def requested_urls(text: str) -> list[str]:
    """Return what a browser requests with a page, from other hosts."""
    parser = _Requests()
    parser.feed(text)
    urls = [*parser.urls, *(url for style in _styles(text) for url in _style_urls(style))]
    return [url for url in urls if re.match(r'\s*(?:https?:)?//', url)]


def _styles(text: str) -> list[str]:
    return re.findall(r'<style[^>]*>(.*?)</style>', text, re.DOTALL)


def problems(site: Path) -> Iterator[str]:
    """Yield what is wrong with a built site, as messages that name the file."""
    if not (site / 'searchindex.js').is_file():
        yield 'searchindex.js: missing'
    for path in sorted(site.rglob('*')):
        if path.suffix == '.html':
            urls = requested_urls(path.read_text(encoding='utf-8'))
        elif path.suffix == '.css':
            urls = _style_urls(path.read_text(encoding='utf-8'))
        else:
            continue
        yield from (f'{path.relative_to(site)}: requests {url}' for url in urls)
