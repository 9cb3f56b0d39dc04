"""Files of the configs of this package, by name."""

import difflib
import functools
from pathlib import Path
from tempfile import TemporaryDirectory

from fashionkp.categories import CATEGORIES, DECLARED_IN
from fashionkp.custom_garments import HOW_TO

_PACKAGE = Path(__file__).parent
# In a wheel they are where MIM looks for them, in a checkout beside the package.
CONFIGS = next(
    path for path in (_PACKAGE / '.mim' / 'configs', _PACKAGE.parent / 'configs') if path.is_dir()
)
"""Folder of the configs of this package."""

PREFIX = 'fashionkp_mm::'
"""Start of a name that is one of this package for certain, as MMEngine writes it in ``_base_``."""


def config_names() -> list[str]:
    """Return the names of this package's models, such as 'cpn_r50_skirt'.

    Each recipe has a model for each custom garment too.
    """
    custom = [f'{recipe.name}_{name}' for recipe in CONFIGS.glob('[!_]*') for name in DECLARED_IN]
    return sorted([*custom, *(path.stem for path in CONFIGS.glob('[!_]*/*.py'))])


def recipe_names() -> list[str]:
    """Return the names of the recipes, such as 'cpn_r50'."""
    return sorted(path.name for path in CONFIGS.glob('[!_]*/'))


def category_configs(recipe: str) -> dict[str, str]:
    """Return the names of the configs of a recipe for single categories, by category.

    Args:
        recipe: Name of a recipe, such as 'cpn_r50', or of its joint config, 'cpn_r50_all'.

    Raises:
        ValueError: If there is no such recipe; the nearest ones, or all, are in the message.
    """
    recipes = recipe_names()
    name = recipe.removesuffix('_all')
    if name not in recipes:
        near = difflib.get_close_matches(name, recipes, n=3) or recipes
        raise ValueError(f'{recipe}: expected the name of a recipe: {", ".join(near)}')
    return {category: f'{name}_{category}' for category in CATEGORIES}


def config_path(config: str | Path) -> Path:
    """Return the path of a config.

    Args:
        config: A path, or the name of a config of this package: 'cpn_r50_skirt'. Both may follow
            :data:`PREFIX`; a path is then relative to :data:`CONFIGS`.

    Raises:
        FileNotFoundError: If it is neither.
    """
    text = str(config)
    name = text.removeprefix(PREFIX)
    path = CONFIGS / name if name != text else Path(name)
    if path.is_file():
        return path
    is_name = len(Path(name).parts) == 1
    matches = list(CONFIGS.glob(f'[!_]*/{path.name}.py'))
    if is_name and matches:
        return matches[0]
    recipe, _, garment = path.name.rpartition('_')
    if is_name and garment in DECLARED_IN and (CONFIGS / recipe).is_dir():
        return _write_leaf(recipe, garment)
    near = difflib.get_close_matches(path.stem, config_names(), n=3)
    raise FileNotFoundError(
        f'no config {config}: expected a file, or the name of a config'
        + (f': did you mean {", ".join(near)}?' if near else f' ({", ".join(config_names())});')
        + f' Custom garments have configs if a file declares them {HOW_TO}'
    )


def _write_leaf(recipe: str, garment: str) -> Path:
    """Write the config of a recipe for a custom garment, like that for blouses."""
    blouse = CONFIGS / recipe / f'{recipe}_blouse.py'
    path = Path(_leaf_folder().name) / recipe / f'{recipe}_{garment}.py'
    path.parent.mkdir(exist_ok=True)
    path.write_text(blouse.read_text().replace("'blouse'", f"'{garment}'"))
    return path


@functools.cache
def _leaf_folder() -> TemporaryDirectory:
    """Create a folder for configs, with a link to the bases, which is removed with the process."""
    folder = TemporaryDirectory(prefix='fashionkp_')
    (Path(folder.name) / '_base_').symlink_to(CONFIGS.absolute() / '_base_')
    return folder
