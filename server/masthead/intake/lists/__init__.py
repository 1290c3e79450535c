"""Lists that other people keep: of outlets, of impersonators, of sanctions, of fact checks; one module a format."""
