"""The build fails where the built pages request something from another host."""

import pytest

pytest.importorskip('sphinx')  # of requirements/docs.txt

import make_site


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that runs the build, with a page of the given text instead of Sphinx's."""

    def run(text: str, status: int = 0) -> int:
        def build_main(argv: list[str]) -> int:
            html = tmp_path / 'html'
            html.mkdir()
            (html / 'index.html').write_text(text)
            (html / 'searchindex.js').touch()
            return status

        monkeypatch.setattr(make_site, 'BUILD', tmp_path)
        monkeypatch.setattr('generator.source_pages.write_source', lambda root, folder: None)
        monkeypatch.setattr('sphinx.cmd.build.build_main', build_main)
        return make_site.main(['--strict'])

    return run


def test_pages_that_request_nothing_pass(build):
    assert build('<p>text</p>') == 0


def test_a_request_to_another_host_fails(build, capsys):
    assert build('<script src="https://host/a.js"></script>') == 1
    assert 'index.html: requests https://host/a.js' in capsys.readouterr().err


def test_the_status_of_sphinx_is_returned(build):
    assert build('<p>text</p>', status=2) == 2
