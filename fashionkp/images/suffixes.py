"""File name suffixes of images, in lower case."""

OUTPUT_SUFFIXES = ('.png', '.jpg', '.jpeg')
"""Images that are written, and that the official archives contain."""

IMAGE_SUFFIXES = (
    *(*OUTPUT_SUFFIXES, '.jpe', '.jfif', '.bmp', '.webp'),
    *('.tif', '.tiff', '.gif', '.avif'),
)
"""Images that are found in a folder."""
