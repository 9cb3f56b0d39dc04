"""Patterns of cloth by name."""

from fashionkp.synthetic.drawing.patterns import prints, weaves

PATTERNS = {
    'plain': weaves.plain,
    'stripes': weaves.stripes,
    'pinstripes': weaves.pinstripes,
    'checks': weaves.checks,
    'dots': prints.dots,
    'flowers': prints.flowers,
    'blotches': prints.blotches,
    'knit': weaves.knit,
    'denim': weaves.denim,
    'strands': weaves.strands,
    'tartan': weaves.tartan,
    'argyle': prints.argyle,
    'chevron': weaves.chevron,
    'blocks': weaves.blocks,
    'leaves': prints.leaves,
    'shapes': prints.shapes,
    'writing': prints.writing,
    'leopard': prints.leopard,
    'tie_dye': prints.tie_dye,
    'melange': weaves.melange,
    'corduroy': weaves.corduroy,
    'cable': weaves.cable,
    'lace': weaves.lace,
    'sequins': weaves.sequins,
}
"""Functions that draw one repeat of a pattern on a square tile, which has the main colour."""

BIG_REPEATS = {
    **{'flowers': 3.0, 'blotches': 3.5, 'denim': 5.0, 'strands': 1.5, 'knit': 1.5},
    **{'tartan': 1.8, 'blocks': 9.0, 'leaves': 2.5, 'shapes': 3.0, 'writing': 3.0},
    **{'leopard': 3.0, 'tie_dye': 9.0, 'melange': 3.0, 'corduroy': 1.2, 'cable': 1.5},
    **{'lace': 1.8, 'sequins': 2.5},
}
"""Factors of the period, for patterns whose repeat is larger than it."""
