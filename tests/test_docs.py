"""What README and docs say of the project exists: files, links, commands and figures."""

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from fashionkp.cli.main import COMMANDS, parse_args

ROOT = Path(__file__).parent.parent
README = ROOT / 'README.md'
PAGES = [README, ROOT / 'CONTRIBUTING.md', *sorted((ROOT / 'docs').glob('*.md'))]


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r'^#+ (.+)$', page.read_text(), re.MULTILINE)
    return {
        re.sub(r'[^\w -]', '', heading).strip().lower().replace(' ', '-') for heading in headings
    }


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r'\]\((?!https?:)([^)\s]+)\)', page.read_text()):
        path, _, anchor = target.partition('#')
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_test_files_exist(page):
    for name in re.findall(r'`((?:\w+/)*test_\w+\.py)', page.read_text()):
        roots = (ROOT, ROOT / 'tests', ROOT / 'tests' / 'fashionkp_mm')
        assert any((root / name).is_file() for root in roots), name


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_benchmarks_exist(page):
    for name in re.findall(r'benchmarks/\w+\.py', page.read_text()):
        assert (ROOT / name).is_file(), name


def commands(page: Path) -> Iterator[list[str]]:
    """Yield the arguments of each ``fashionkp`` in a page's blocks of code."""
    for block in re.findall(r'^```\w*\n(.*?)^```', page.read_text(), re.DOTALL | re.MULTILINE):
        for line in re.sub(r'\\\n\s*', ' ', block).splitlines():
            command = re.match(r'(?:\$ )?(?:[A-Z_]+=\S+ )*fashionkp (?![\w-]+:)(.*)', line)
            if command:
                words = shlex.split(command[1], comments=True)
                ends = (i for i, word in enumerate(words) if word in ('|', '>', '&&'))
                yield words[: next(ends, None)]


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_commands_have_valid_arguments(page):
    for words in commands(page):
        args = parse_args(words)
        module = 'predict_arguments' if args.command == 'predict' else args.command
        command = importlib.import_module(f'fashionkp.cli.{module.replace("-", "_")}')
        try:
            command.parse_args(args.arguments)
        except SystemExit:
            pytest.fail(f'fashionkp {shlex.join(words)}')


def test_commands_are_found():
    found = [words[0] for page in PAGES for words in commands(page)]
    assert len(found) > 90
    assert {'predict', 'label', 'finetune', 'doctor', 'synth'} <= {*found}


def test_every_command_is_listed():
    page = (ROOT / 'docs' / 'commands.md').read_text()
    listed = re.findall(r'`fashionkp (?!--)([\w-]+)`', page)
    assert {*listed} >= {*COMMANDS}


def test_every_component_is_listed():
    pattern = r"^@[A-Z_]+\.register_module\((?:'(\w+)')?\)\nclass (\w+)"
    sources = (path.read_text() for path in (ROOT / 'fashionkp_mm').rglob('*.py'))
    found = [match for text in sources for match in re.findall(pattern, text, re.MULTILINE)]
    assert len(found) > 30
    names = {name or class_name for name, class_name in found}
    page = (ROOT / 'docs' / 'mmpose.md').read_text()
    assert names <= {*re.findall(r'`(\w+)`', page)}


def test_contributing_names_every_room():
    named = {*re.findall(r'`(\w+(?:/|\.py))`', (ROOT / 'CONTRIBUTING.md').read_text())}
    modules = {path.name for path in (ROOT / 'fashionkp').glob('*.py')} - {'__init__.py'}
    rooms = {f'{path.parent.name}/' for path in (ROOT / 'fashionkp').glob('*/__init__.py')}
    assert modules | rooms <= named
