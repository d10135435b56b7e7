"""What other studies found: their tables read, their effects computed, pooled and laid out.

A study is a row of summary numbers here, never people. The trial at hand stands among the studies
by its own summary numbers, computed in the same way.
"""
