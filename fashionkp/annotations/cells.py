"""What a cell of a FashionAI table may hold, and telling what is wrong with one that holds less."""

MAX_LABEL = 9999
"""Largest legal coordinate of an annotation, pixels."""

MAX_COORDINATE = 10**6
"""Largest legal size of a predicted coordinate, pixels."""
