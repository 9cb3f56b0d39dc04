"""Which key points trade places in a mirrored image."""


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
