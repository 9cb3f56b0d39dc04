"""Garments in one pose, and crops of their parts: from key points to images."""
