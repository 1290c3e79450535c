"""What text is: words, fingerprints, the list of prefixes, and the comparison of a page with an article.

Pure: no files but the frozen table, no network, no clock. Twin of extension/matching/, file by file; both are held
to the vectors in fixtures/vectors. The rules are those of docs/protocol.md.
"""
