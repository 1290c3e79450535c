"""How text comes in: files and bodies become segments, kept or cut, each cut with its reason."""
