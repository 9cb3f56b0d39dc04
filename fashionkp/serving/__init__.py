"""An exported model behind a web page and an HTTP endpoint; the only part that needs FastAPI."""
