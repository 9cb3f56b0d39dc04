"""Work on images by the workers of a Ray cluster."""
