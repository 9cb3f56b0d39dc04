"""File name suffixes of images, in lower case."""

OUTPUT_SUFFIXES = ('.png', '.jpg', '.jpeg')
"""Images that are written, and that the official archives contain."""

IMAGE_SUFFIXES = (*OUTPUT_SUFFIXES, '.bmp', '.webp', '.tif', '.tiff')
"""Images that are found in a folder."""
