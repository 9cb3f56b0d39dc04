"""Metainfo files of MMPose and of this package."""

from pathlib import Path

METAINFO_FOLDER = 'configs/_base_/datasets/'
"""Folder of the metainfo files, which MMPose runs."""


def installed_metainfo(file: str) -> str:
    """Return the path of a metainfo file of the installed MMPose or of this package.

    Args:
        file: Its path below the root of a package, such as 'configs/_base_/datasets/fashionai.py'.

    Returns:
        An absolute path, also if there is no such file.
    """
    import mmpose

    from fashionkp_mm.config_files import CONFIGS  # reads custom garments

    host = Path(mmpose.__file__).parent
    roots = (host / '.mim', CONFIGS.parent, host.parent)
    return str(next((root / file for root in roots if (root / file).is_file()), roots[0] / file))
