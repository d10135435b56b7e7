"""The plan's contrasts again, under other choices than the plan's: does it matter?

A family is one question that could have been answered otherwise; each answer is a choice, and each
choice gives the contrasts again. `families/` has a file a family; `scenarios` runs them all.
"""
