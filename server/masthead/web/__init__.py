"""How we speak: the API for curators, the feed's files, the start page and the demo sites."""
