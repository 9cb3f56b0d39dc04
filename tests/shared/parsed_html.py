"""HTML pages as lists of what a browser would see in them."""

from html.parser import HTMLParser


class ParsedPage(HTMLParser):
    """A parsed page.

    Attributes:
        elements: Names of the elements, in order.
        attributes: Names of all attributes.
        sources: Values of all ``src`` and ``href``.
        texts: Texts between tags.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.sources: list[str] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.sources += [value or '' for name, value in attrs if name in ('src', 'href')]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text of the page."""
        return ''.join(self.texts)

    @property
    def is_self_contained(self) -> bool:
        """Whether links and images point into the page itself."""
        return all(source.startswith(('data:', '#')) for source in self.sources)

    @property
    def has_scripts(self) -> bool:
        """Whether an element or an attribute runs code."""
        return 'script' in self.elements or any(name.startswith('on') for name in self.attributes)
