"""The plan's contrasts again, under another choice than the plan's: does it matter?

This stage stands above the others: it runs them anew, in memory, from the study's tables.
"""
