"""The stage's tables: a file each, named as the table, whose `make` makes it.

`make(plan, results, outcomes)` takes every result of the trial and the table `outcomes`.
"""
