"""The Jinja environment: escaping, and errors for undefined variables."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from parsed_html import ParsedPage

from fashionkp.html_pages.environment import page_environment, render_page


def rendered(template: str, **values) -> str:
    return page_environment().from_string(template).render(values)


@pytest.mark.parametrize('value', ['<a & "b">', ValueError('<a & "b">')])
def test_values_are_escaped(value):
    assert rendered('<p title="{{ x }}">', x=value) == '<p title="&lt;a &amp; &#34;b&#34;&gt;">'


def test_markup_is_not_escaped_again():
    assert rendered('{{ x }}{{ y }}', x=Markup('<i>'), y='<i>') == '<i>&lt;i&gt;'


def test_control_characters_are_shown_as_escape_sequences():
    hostile = 'a\x1b[31m\u202e\udcff'
    assert rendered('{{ x }}', x=hostile) == r'a\x1b[31m\u202e\udcff'
    assert rendered('{{ [x, x] | join(" ") }}', x='\0') == r'\x00 \x00'
    assert rendered('{% macro m(x) %}{{ x }}\n{% endmacro %}{{ m(x) }}', x='\0') == '\\x00\n'


def test_missing_value_is_an_error():
    with pytest.raises(UndefinedError, match='images'):
        render_page('images.html', title='a')


def test_page_is_self_contained_and_has_its_title():
    page = render_page('images.html', title='<t>', images=[])
    assert page.startswith('<!doctype html>')
    assert page.count('&lt;t&gt;') == 2  # title and heading
    assert ParsedPage(page).is_self_contained
    assert 'max-width: 1100px' in page


def test_columns_of_numbers_are_aligned_to_the_right():
    template = '{% from "macros.html" import table %}{{ table(header, rows) }}'
    page = rendered(template, header=('name', 'n'), rows=[('<a>', 3)])
    assert '<th>name</th>' in page
    assert '<th class="number">n</th>' in page
    assert '<td>&lt;a&gt;</td>' in page
    assert '<td class="number">3</td>' in page
    assert '<th>n</th>' in rendered(template, header=('name', 'n'), rows=[])
