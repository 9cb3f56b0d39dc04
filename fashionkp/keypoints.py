"""FashionAI's 24 key points: their names, mirror images and sides."""

OFFICIAL_KEYPOINTS: tuple[str, ...] = (
    'neckline_left',
    'neckline_right',
    'center_front',
    'shoulder_left',
    'shoulder_right',
    'armpit_left',
    'armpit_right',
    'waistline_left',
    'waistline_right',
    'cuff_left_in',
    'cuff_left_out',
    'cuff_right_in',
    'cuff_right_out',
    'top_hem_left',
    'top_hem_right',
    'waistband_left',
    'waistband_right',
    'hemline_left',
    'hemline_right',
    'crotch',
    'bottom_left_in',
    'bottom_left_out',
    'bottom_right_in',
    'bottom_right_out',
)
"""Names of FashionAI's key points in the column order of the official tables."""


def mirror(keypoint: str) -> str:
    """Return the key point that trades places with ``keypoint`` in a mirrored image.

    Left and right are those of the image, not of the wearer.

    Example:
        >>> mirror('cuff_left_in'), mirror('crotch')
        ('cuff_right_in', 'crotch')
    """
    parts = keypoint.split('_')
    swap = {'left': 'right', 'right': 'left'}
    return '_'.join(swap.get(part, part) for part in parts)


def side(keypoint: str) -> str:
    """Return 'left', 'right' or 'middle': the side of the image a key point belongs to.

    Example:
        >>> side('cuff_left_in'), side('crotch')
        ('left', 'middle')
    """
    return next((word for word in ('left', 'right') if word in keypoint.split('_')), 'middle')
