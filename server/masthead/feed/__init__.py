"""What we tell: published records become a folder of static files, and the reference reader understands it."""
