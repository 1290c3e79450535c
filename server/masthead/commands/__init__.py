"""The command line, one module for each kind of work; masthead.__main__ composes them."""
