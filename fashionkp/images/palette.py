"""Colours of drawings and charts, RGB.

Reference:
    M. Okabe and K. Ito, "Color Universal Design" (https://jfly.uni-koeln.de/color/): blue to sky
    blue, which colour-blind readers can tell apart.
"""

Color = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

BLUE: Color = (0, 114, 178)
VERMILION: Color = (213, 94, 0)
GREEN: Color = (0, 158, 115)
PURPLE: Color = (204, 121, 167)
ORANGE: Color = (230, 159, 0)
SKY_BLUE: Color = (86, 180, 233)

YELLOW: Color = (255, 215, 0)
WHITE: Color = (255, 255, 255)
LIGHT_GREY: Color = (205, 205, 205)
GREY: Color = (150, 150, 150)
NEAR_BLACK: Color = (34, 34, 34)
BLACK: Color = (0, 0, 0)


def css_color(color: Color) -> str:
    """Return a colour in CSS's notation.

    Example:
        >>> css_color(BLUE)
        '#0072b2'
    """
    return '#{:02x}{:02x}{:02x}'.format(*color)
