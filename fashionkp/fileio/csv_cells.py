"""Cells of tables that somebody may open in a spreadsheet, which runs some texts as formulas.

A cell that begins with = + - or @ may run a command or send the table's content elsewhere when it
is opened. Text of users and their files is written so that it does not begin like this.

Reference:
    OWASP, CSV Injection.
"""

import re
from collections.abc import Iterable

_FORMULA = r'\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]'  # the last four: wide forms of the first
_PATH = re.compile(rf'(?:\./)*{_FORMULA}')
_TEXT = re.compile(_FORMULA)
_NUMBERS = re.compile(r'[-0-9._]+', re.ASCII)  # such as -1_-1_-1
# some separate cells in the locale of a spreadsheet, some end lines in a program
_SEPARATORS = re.compile(r'[",;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]')


def path_cell(path: str) -> str:
    """Return the cell for a path, such as an image id; ``./`` precedes what looks like a formula.

    It is the same path to every program, and :func:`path_of_cell` restores the text.

    Example:
        >>> path_cell('Images/a.jpg'), path_cell('=cmd.jpg'), path_cell('./@a.jpg')
        ('Images/a.jpg', './=cmd.jpg', '././@a.jpg')
    """
    return f'./{path}' if _PATH.match(path) else path


def path_of_cell(cell: str) -> str:
    """Return the path that :func:`path_cell` turned into a cell.

    Example:
        >>> path_of_cell('./=cmd.jpg'), path_of_cell('./a.jpg')
        ('=cmd.jpg', './a.jpg')
    """
    return cell[2:] if cell.startswith('./') and _PATH.match(cell) else cell


def text_cell(text: str) -> str:
    """Return the cell for any other text: with an apostrophe before what looks like a formula.

    Numbers and key points such as ``-1_-1_-1`` are not changed.

    Example:
        >>> text_cell('skirt'), text_cell('-1_-1_-1'), text_cell('-2+3')
        ('skirt', '-1_-1_-1', "'-2+3")
    """
    return f"'{text}" if _TEXT.match(text) and not _NUMBERS.fullmatch(text) else text


def csv_row(cells: Iterable[str]) -> str:
    """Return a line of a CSV with its line end; see :func:`quoted_cell`.

    Example:
        >>> csv_row(['a;b', '1'])
        '"a;b",1\\n'
    """
    return f'{",".join(map(quoted_cell, cells))}\n'


def quoted_cell(cell: str) -> str:
    """Return a cell, in quotes if it contains what may separate cells or lines."""
    return f'"{cell.replace(chr(34), 2 * chr(34))}"' if _SEPARATORS.search(cell) else cell
