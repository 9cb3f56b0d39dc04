"""The Jinja environment of all pages: autoescaping, and undefined variables are errors."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from fashionkp.fileio.text import escape_control_characters
from fashionkp.images.palette import css_color


def render_page(template: str, **values: object) -> str:
    """Render a page that is one file, opens offline and fits any screen.

    Args:
        template: File in ``fashionkp/html_pages/templates``, such as ``doctor.html``.
        values: Variables of the template. They are escaped: markup and control characters in
            names from outside are shown as text.

    Raises:
        jinja2.UndefinedError: If the template uses a variable that is not among ``values``.
    """
    return page_environment().get_template(template).render(values)


@cache
def page_environment() -> Environment:
    """Return the environment that :func:`render_page` uses."""
    environment = Environment(
        loader=PackageLoader('fashionkp.html_pages'),
        autoescape=True,
        finalize=_printable,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters['css_color'] = css_color
    return environment


def _printable(value: object) -> object:
    """Return a value as printable text; what is markup already stays as it is."""
    if hasattr(value, '__html__'):
        return value
    return escape_control_characters(str(value))
