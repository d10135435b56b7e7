"""Random effects for many responses at once; `effects_fit.py` and `people_fit.py` put it together.

Of one grouping factor: `design.py`, `sums.py`, `evaluation.py`, `blocks.py`, `inference.py`. Of
several: the same with `crossed_` before it. Of one beside a covariance over visits: with `people_`.

All arrays have the responses as their first axis, as in the rest of `batch/`.
"""
