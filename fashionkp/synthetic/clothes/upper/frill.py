"""A frill that hangs from the neckline over chest and sleeves."""

import numpy as np

from fashionkp.synthetic.body.proportions import SIDES
from fashionkp.synthetic.clothes.upper.top_cut import TopCut
from fashionkp.synthetic.clothes.upper.torso_outline import TorsoOutline
from fashionkp.synthetic.drawing.curves import spline, xy
from fashionkp.synthetic.drawing.layers import Fold, Layer


def frill(cut: TopCut, outline: TorsoOutline, rng: np.random.Generator, prefix: str) -> Layer:
    """Frill with a wavy lower edge.

    Args:
        cut: Measures of the garment.
        outline: Outline of its torso; the frill begins at the neckline.
        rng: Random generator for the waves.
        prefix: Prefix of the part name.
    """
    neckline = outline.neckline
    height = cut.frill
    reach = 0.22 if cut.support == 'off' else -0.1
    left, right = neckline[0], neckline[-1]
    low = [
        left + xy(-reach, 0.75 * height),
        neckline[len(neckline) // 2] + xy(0, height),
        right + xy(reach, 0.75 * height),
    ]
    edge = spline(low, 16)
    waves = rng.uniform(5, 9)
    edge[:, 1] += 0.03 * np.sin(np.linspace(0, 2 * np.pi * waves, len(edge)))
    folds = []
    for t in np.linspace(0.05, 0.95, 14):
        top = neckline[round(t * (len(neckline) - 1))] + xy(0, 0.06)
        bottom = edge[round(t * (len(edge) - 1))]
        folds.append(Fold(np.stack([top, bottom]), 0.06, float(rng.choice(SIDES)) * 5.0))
    return Layer(
        f'{prefix}frill',
        np.vstack([neckline, edge[::-1]]),
        cut.cloth,
        folds=tuple(folds),
        shadow=0.45,
    )
