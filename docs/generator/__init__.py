"""Makes the source of the site: the pages of the repository, and the reference from its code."""
