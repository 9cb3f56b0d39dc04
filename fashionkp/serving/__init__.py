"""A web page and an HTTP endpoint for an exported model; the only part that needs FastAPI."""
