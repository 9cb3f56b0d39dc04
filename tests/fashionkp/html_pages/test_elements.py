"""Pages in one file."""

import base64
import re

import cv2
import numpy as np

from fashionkp.html_pages.elements import Html, figure, page, table


def test_text_is_escaped_and_html_is_not():
    found = table(('<h>', 'n'), [('<a & "b">', 3), (Html('<i>x</i>'), 4)])
    assert '<h>' not in found
    assert '&lt;a &amp; &quot;b&quot;&gt;' in found
    assert '<i>x</i>' in found
    assert '&lt;t&gt;' in page('<t>', [])


def test_numbers_stand_to_the_right_under_their_heading():
    found = table(('name', 'n'), [('a', 3)])
    assert '<th>name</th><th class="number">n</th>' in found
    assert '<td>a</td><td class="number">3</td>' in found
    assert 'name' in table(('name', 'n'), [])


def test_a_figure_holds_its_image():
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    found = figure(image, 'a "caption"', lossless=True, scale=0.5)
    data = re.search('base64,([^"]+)"', found)[1]
    decoded = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
    np.testing.assert_array_equal(decoded, image)
    assert 'width="15" height="10"' in found
    assert '<figcaption>a &quot;caption&quot;</figcaption>' in found
