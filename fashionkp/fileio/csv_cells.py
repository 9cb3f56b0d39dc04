"""Rows of tables that somebody may open in a spreadsheet, which takes some texts for formulas.

A cell that begins with = + - or @ may run a command or send the table's content elsewhere when it
is opened. What users and their files bring into a table is written so that it does not begin so.

Reference:
    OWASP, CSV Injection.
"""

import re
from collections.abc import Iterable

_FORMULA = r'\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]'  # the latter: wide forms of the former
_PATH = re.compile(rf'(?:\./)*{_FORMULA}')
_TEXT = re.compile(_FORMULA)
_NUMBERS = re.compile(r'[-0-9._]+', re.ASCII)  # such as -1_-1_-1
# Some of these separate cells, as each country has it, or lines, as each program has it.
_SEPARATORS = re.compile(r'[",;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]')


def path_cell(path: str) -> str:
    """A path, such as an image id, as it stands in a table: with ``./`` before what is no text.

    The path stays the same to every program, and :func:`path_of_cell` takes it back as it was.

    Example:
        >>> path_cell('Images/a.jpg'), path_cell('=cmd.jpg'), path_cell('./@a.jpg')
        ('Images/a.jpg', './=cmd.jpg', '././@a.jpg')
    """
    return f'./{path}' if _PATH.match(path) else path


def path_of_cell(cell: str) -> str:
    """The path that :func:`path_cell` made a cell of.

    Example:
        >>> path_of_cell('./=cmd.jpg'), path_of_cell('./a.jpg')
        ('=cmd.jpg', './a.jpg')
    """
    return cell[2:] if cell.startswith('./') and _PATH.match(cell) else cell


def text_cell(text: str) -> str:
    """Any other text as it stands in a table: behind an apostrophe where it is no text.

    Numbers and points such as ``-1_-1_-1`` stay as they are.

    Example:
        >>> text_cell('skirt'), text_cell('-1_-1_-1'), text_cell('-2+3')
        ('skirt', '-1_-1_-1', "'-2+3")
    """
    return f"'{text}" if _TEXT.match(text) and not _NUMBERS.fullmatch(text) else text


def csv_row(cells: Iterable[str]) -> str:
    """A line of a CSV, with its end; cells with what may separate cells or lines are quoted.

    Example:
        >>> csv_row(['a;b', '1'])
        '"a;b",1\\n'
    """
    return f'{",".join(map(quoted, cells))}\n'


def quoted(cell: str) -> str:
    """A cell as a CSV has it, in quotes where that is needed."""
    return f'"{cell.replace(chr(34), 2 * chr(34))}"' if _SEPARATORS.search(cell) else cell
