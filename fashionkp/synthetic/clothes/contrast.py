"""Parts of a garment in other cloth or colour: sleeves, the skirt of a dress, bands at hems."""

from dataclasses import dataclass

import numpy as np

from fashionkp.synthetic.drawing.cloth import Cloth, Colour, sample_cloth, sample_colour
from fashionkp.synthetic.drawing.curves import xy
from fashionkp.synthetic.drawing.layers import Mark

_WIDE = 4.0  # marks end at the outline of their layer; they may reach beyond it, body units


@dataclass(frozen=True)
class Contrast:
    """Parts of a garment that differ from the rest.

    Attributes:
        sleeves: Cloth of the sleeves, if it is another.
        skirt: Cloth below the waistline of a dress, if it is another.
        band: Colour of bands at hem and cuffs, if there are any.
        band_height: Height of the bands, body units.
        band_lines: Number of stripes of the garment's own colour on each band.
    """

    sleeves: Cloth | None = None
    skirt: Cloth | None = None
    band: Colour | None = None
    band_height: float = 0.2
    band_lines: int = 0


def sample_contrast(
    rng: np.random.Generator, patterns: dict[str, float], *, two_tone: bool
) -> Contrast:
    """Sample contrasting parts.

    Args:
        rng: Random generator.
        patterns: Weights of the patterns of the garment's cloth.
        two_tone: Whether the garment is a dress with a waistline.
    """
    other = sample_cloth(rng, patterns)
    return Contrast(
        sleeves=other if rng.random() < 0.07 else None,
        skirt=other if two_tone and rng.random() < 0.16 else None,
        band=sample_colour(rng) if rng.random() < 0.12 else None,
        band_height=rng.uniform(0.08, 0.32),
        band_lines=int(rng.integers(0, 3)),
    )


def skirt_mark(cloth: Cloth, waist: np.ndarray) -> Mark:
    """Mark in another cloth of everything below a waistline (P, 2) from left to right."""
    left, right = waist[0] - (_WIDE, 0), waist[-1] + (_WIDE, 0)
    below = [right + xy(0, 2 * _WIDE), left + xy(0, 2 * _WIDE)]
    return Mark(np.vstack([left, waist, right, below]), cloth.colour, cloth=cloth)


def band_marks(contrast: Contrast, colour: Colour, hem: np.ndarray) -> list[Mark]:
    """Band along a hem, with stripes.

    Args:
        contrast: Colour and height of the band.
        colour: Colour of the stripes, BGR.
        hem: The hem from left to right, (P, 2).
    """
    if contrast.band is None:
        return []
    along = (hem[-1] - hem[0]) / np.hypot(*(hem[-1] - hem[0]))
    up = xy(along[1], -along[0])
    line = np.vstack([hem[0] - 0.4 * along, hem, hem[-1] + 0.4 * along])
    height = contrast.band_height
    marks = [Mark(np.vstack([line - 0.1 * up, (line + height * up)[::-1]]), contrast.band)]
    for k in range(contrast.band_lines):
        share = (k + 1) / (contrast.band_lines + 1)
        marks.append(Mark(line + share * height * up, colour, 0.2 * height))
    return marks
