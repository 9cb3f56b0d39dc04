"""What a browser would request from other hosts is found."""

import pytest
from generator.offline import problems, requested_urls


@pytest.mark.parametrize(
    'text',
    [
        '<script src="https://host/a.js"></script>',
        '<link rel="stylesheet" href="https://host/a.css">',
        '<link rel="preload" href="//host/a.woff2">',
        '<img src="http://host/badge.svg">',
        '<p style="background: url(https://host/a.png)">',
        '<style>@import "https://host/a.css";</style>',
        '<style>@font-face { src: url("https://host/a.woff2") }</style>',
    ],
)
def test_requests_to_other_hosts_are_found(text):
    assert len(requested_urls(text)) == 1


@pytest.mark.parametrize(
    'text',
    [
        '<a href="https://host/page">link</a>',
        '<link rel="canonical" href="https://host/page">',
        '<script src="_static/a.js?v=1"></script>',
        '<img src="data:image/png;base64,AA">',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    ],
)
def test_links_and_own_files_are_not(text):
    assert requested_urls(text) == []


def test_problems_name_the_file(tmp_path):
    (tmp_path / 'a.html').write_text('<img src="https://host/badge.svg">')
    (tmp_path / 'a.css').write_text('a { background: url(//host/a.png) }')
    found = list(problems(tmp_path))
    assert [problem.split(':')[0] for problem in found] == ['searchindex.js', 'a.css', 'a.html']
    (tmp_path / 'searchindex.js').touch()
    assert len(list(problems(tmp_path))) == 2
