"""Many responses over one design, fitted together: see `fit_many.py`.

All arrays have the responses as their first axis, so a step of the search is one step for all of
them, and its cost is arithmetic and not Python.
"""
