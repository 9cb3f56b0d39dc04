"""CVAT's definition of labels: a skeleton for each garment."""

from typing import Any
from xml.sax.saxutils import quoteattr

from fashionkp.categories import CATEGORIES, Category
from fashionkp.formats.cvat.skeleton_layout import skeleton_layout
from fashionkp.images.palette import BLUE, GREEN, VERMILION, css_color
from fashionkp.keypoints import side

_COLORS = {'left': BLUE, 'right': VERMILION, 'middle': GREEN}
_SIZE = 100  # of CVAT's drawing of a skeleton


def cvat_labels() -> list[dict[str, Any]]:
    """Return all garments, also declared ones, as labels for the tab "Raw" of CVAT.

    Each is a skeleton whose points have the names of the garment's key points.
    """
    return [
        {
            'name': category.name,
            'type': 'skeleton',
            'attributes': [],
            'sublabels': [
                {
                    'name': name,
                    'type': 'points',
                    'attributes': [],
                    'color': css_color(_COLORS[side(name)]),
                }
                for name in category.keypoints
            ],
            'svg': skeleton_svg(category),
        }
        for category in CATEGORIES.values()
    ]


def skeleton_svg(category: Category) -> str:
    """Return the drawing of a skeleton as CVAT wants it: lines, then circles, numbered from 1."""
    points = (skeleton_layout(category) * _SIZE).round(2).tolist()
    number = {name: i for i, name in enumerate(category.keypoints, 1)}
    lines = []
    for first, second in category.skeleton:
        (x1, y1), (x2, y2) = points[number[first] - 1], points[number[second] - 1]
        lines.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="black" stroke-width="0.5" '
            f'data-type="edge" data-node-from="{number[first]}" '
            f'data-node-to="{number[second]}"></line>'
        )
    circles = [
        f'<circle r="0.75" cx="{x}" cy="{y}" stroke="black" stroke-width="0.1" '
        f'fill="{css_color(_COLORS[side(name)])}" data-type="element node" '
        f'data-element-id="{number[name]}" data-node-id="{number[name]}" '
        f'data-label-name={quoteattr(name)}></circle>'
        for name, (x, y) in zip(category.keypoints, points, strict=True)
    ]
    return ''.join(lines + circles)
