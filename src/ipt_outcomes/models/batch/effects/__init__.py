"""Random effects of one grouping factor for many responses at once: `fit.py` puts it together.

All arrays have the responses as their first axis, as in the rest of `batch/`.
"""
