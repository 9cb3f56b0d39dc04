"""Settings of Sphinx. ``make docs`` builds the site; see ``docs/make_site.py``."""

import importlib
import re
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]

from generator.python_api import PAGES

from fashionkp.version import __version__

project = 'fashionkp'
author = ''
copyright = ''
release = version = __version__
language = 'en'

extensions = [
    'myst_parser',
    'sphinx.ext.autodoc',
    'sphinx.ext.napoleon',
    'sphinx.ext.viewcode',
]
myst_enable_extensions = ['colon_fence', 'deflist']
myst_heading_anchors = 4  # the anchors that a code host gives to headings
suppress_warnings = [
    'misc.highlighting_failure',  # JSON with comments, shell with placeholders
    'myst.header',  # levels that a page leaves out
]
highlight_language = 'text'
smartquotes_action = 'D'  # the dashes of docstrings; quotes stay as they are
toc_object_entries_show_parents = 'hide'

autodoc_typehints_format = 'short'
autodoc_member_order = 'bysource'
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_use_ivar = True
napoleon_use_rtype = False
add_module_names = False
viewcode_line_numbers = True

# A reference to a module that has a page must resolve; names of others are shown without a link.
_MODULES = '|'.join(re.escape(name) for page in PAGES for name in page.modules)
nitpick_ignore_regex = [('py:mod', '.*'), (r'py:.*', rf'(?!(?:{_MODULES})\.\w+$).*')]

html_theme = 'pydata_sphinx_theme'
html_title = 'fashionkp'
html_static_path = ['theme']
html_css_files = ['site.css']
html_show_sphinx = False
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    'logo': {'text': 'fashionkp'},
    'header_links_before_dropdown': 7,
    'navbar_align': 'left',
    'navbar_persistent': ['search-button'],
    'navbar_end': ['theme-switcher'],
    'show_prev_next': True,
    'navigation_with_keys': False,
    'secondary_sidebar_items': ['page-toc'],
    'footer_start': [],
    'footer_end': [],
    'show_toc_level': 2,
    'pygments_light_style': 'default',
    'pygments_dark_style': 'github-dark',
}


def resolve_alias(app: Any, env: Any, node: Any, content: Any) -> Any:
    """Resolve a reference to a name that a package takes from one of its modules."""
    module, _, name = node.get('reftarget', '').rpartition('.')
    if node.get('refdomain') != 'py' or not module.startswith('fashionkp'):
        return None
    try:
        value = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    path = f'{getattr(value, "__module__", "")}.{getattr(value, "__qualname__", "")}'
    arguments = env, node['refdoc'], app.builder, node['reftype'], path, node, content
    return env.get_domain('py').resolve_xref(*arguments)


def setup(app: Any) -> None:
    app.connect('missing-reference', resolve_alias)
