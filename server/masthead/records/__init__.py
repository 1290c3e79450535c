"""What we know: outlets, articles, notes, curators, and the history of every change."""
