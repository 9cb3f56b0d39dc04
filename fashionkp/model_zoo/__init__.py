"""The starter model, and models that other people have trained, fetched by the user."""
