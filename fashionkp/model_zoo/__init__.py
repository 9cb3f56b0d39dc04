"""Models that other people have trained, fetched by the user."""
