"""Where everything is kept: append-only day files in a hash chain, open sheets, recovery, locks and the
index.
"""
