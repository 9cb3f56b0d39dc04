"""Label Studio's labelling configuration: a box for each garment, and its key points."""

from xml.sax.saxutils import quoteattr

from fashionkp.categories import CATEGORY_NAMES, KEYPOINTS
from fashionkp.images.palette import BLUE, GREEN, VERMILION, css_color
from fashionkp.keypoints import side

IMAGE, GARMENT, KEYPOINT, VISIBILITY = 'image', 'garment', 'keypoint', 'visibility'
"""Names of the tags, to which the results of tasks refer."""

OCCLUDED = 'occluded'
"""Choice of a key point that is hidden; one without it is visible."""

_COLORS = {'left': BLUE, 'right': VERMILION, 'middle': GREEN}


def labelling_config() -> str:
    """Return the configuration for all garments, also declared ones.

    Boxes have the garments' names, and key points are labelled by name. Each key point can be
    marked as occluded; absent ones have no region.
    """
    garments = [f'    <Label value={quoteattr(name)}/>' for name in CATEGORY_NAMES]
    points = [
        f'    <Label value={quoteattr(name)} background="{css_color(_COLORS[side(name)])}"/>'
        for name in KEYPOINTS
    ]
    return '\n'.join(
        [
            '<View>',
            f'  <RectangleLabels name="{GARMENT}" toName="{IMAGE}">',
            *garments,
            '  </RectangleLabels>',
            f'  <KeyPointLabels name="{KEYPOINT}" toName="{IMAGE}" strokeWidth="3">',
            *points,
            '  </KeyPointLabels>',
            f'  <Choices name="{VISIBILITY}" toName="{IMAGE}" perRegion="true" '
            f'whenTagName="{KEYPOINT}">',
            f'    <Choice value="{OCCLUDED}"/>',
            '  </Choices>',
            f'  <Image name="{IMAGE}" value="${IMAGE}" zoom="true" rotateControl="false"/>',
            '</View>',
            '',
        ]
    )
