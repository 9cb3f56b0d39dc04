"""Build the site: its source into ``docs/_build/source``, its pages into ``docs/_build/html``.

python docs/make_site.py [--strict]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from generator.offline import problems

DOCS = Path(__file__).resolve().parent
BUILD = DOCS / '_build'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--strict', action='store_true', help='warnings are errors')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    from generator.source_pages import write_source
    from sphinx.cmd.build import build_main

    source, html = BUILD / 'source', BUILD / 'html'
    write_source(DOCS.parent, source)
    strict = ['--fail-on-warning', '--nitpicky'] if args.strict else []
    arguments = ['--quiet', '-b', 'html', '-c', DOCS, '-d', BUILD / 'doctrees', source, html]
    status = build_main([*strict, *map(str, arguments)])
    found = list(problems(html)) if status == 0 else []
    for problem in found:
        print(problem, file=sys.stderr)
    if status == 0 and not found:
        print(html / 'index.html')
    return status or bool(found)


if __name__ == '__main__':
    sys.exit(main())
