"""The stage's tables: a file each, named as the table, whose `make(given)` makes it.

`given` is a `Given` (`describe/given.py`). What a table takes work to compute lies in `people/` or
`therapy/`.
"""
