"""Pages of HTML in one file, which open without a connection and on any screen."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

import cv2
import numpy as np

from fashionkp.fileio.text import escape_control_characters

_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 0 auto; max-width: 1100px;
  padding: 0 16px 40px; }
h1 { font-size: 1.5em; overflow-wrap: anywhere; }
h2 { font-size: 1.15em; margin-top: 2em; border-top: 1px solid #ddd; padding-top: 1em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid #eee;
  vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
li { overflow-wrap: anywhere; }
figure { display: inline-block; width: min-content; margin: 0 12px 12px 0; vertical-align: top; }
figure img { max-width: calc(100vw - 40px); height: auto; border: 1px solid #ddd; }
figcaption { font-size: 0.85em; overflow-wrap: anywhere; }
.error { color: #b00020; } .warning { color: #9a5b00; } .info { color: #1a5fa8; }
"""


def page(title: str, body: Iterable[str], style: str = '') -> str:
    """A whole page.

    Args:
        title: Its heading, plain text.
        body: What stands below it, HTML.
        style: What it adds to the style, CSS.
    """
    return '\n'.join(
        [
            '<!doctype html>',
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<title>{escape_html(title)}</title>',
            f'<style>{_STYLE}{style}</style></head><body>',
            f'<h1>{escape_html(title)}</h1>',
            *body,
            '</body></html>',
            '',
        ]
    )


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table of plain text and numbers; what is HTML already comes as :class:`Html`."""

    def line(cells: Sequence[object], tag: str, like: Sequence[object]) -> str:
        kinds = (' class="number"' if isinstance(cell, int | float) else '' for cell in like)
        parts = (
            f'<{tag}{kind}>{escape_html(cell)}</{tag}>'
            for kind, cell in zip(kinds, cells, strict=True)
        )
        return f'<tr>{"".join(parts)}</tr>'

    rows = list(rows)
    head = line(header, 'th', rows[0] if rows else header)
    lines = (line(row, 'td', row) for row in rows)
    return f'<div class="scroll"><table>{head}{"".join(lines)}</table></div>'


class Html(str):
    """Text that is HTML already."""


def escape_html(value: object) -> str:
    """A value as HTML: escaped, unless it is :class:`Html`."""
    return value if isinstance(value, Html) else escape(escape_control_characters(str(value)))


def figure(
    image: np.ndarray,
    caption: object = '',
    lossless: bool = False,
    scale: float = 1,
    quality: int = 95,
) -> Html:
    """An image within the page.

    Args:
        image: (H, W, 3) uint8, BGR.
        caption: Stands below it.
        lossless: Whether to store it as PNG, for drawings; else as JPEG, for photos.
        scale: How large to show it; half the size is sharp on screens of twice as many pixels.
        quality: Of a JPEG, 0 to 100.
    """
    kind = 'png' if lossless else 'jpeg'
    options = [] if lossless else [cv2.IMWRITE_JPEG_QUALITY, quality]
    data = base64.b64encode(cv2.imencode(f'.{kind}', image, options)[1].tobytes()).decode()
    height, width = (round(scale * side) for side in image.shape[:2])
    element = (
        f'<img width="{width}" height="{height}" alt="{escape_html(str(caption))}" '
        f'src="data:image/{kind};base64,{data}">'
    )
    return Html(f'<figure>{element}<figcaption>{escape_html(caption)}</figcaption></figure>')
