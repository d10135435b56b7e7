"""Adjusted means, contrasts and effect sizes, as the plan asks for them.

`contrasts` makes the frame of contrasts from results; `tables/` has one file a table that the stage
writes; what contrasts become (effect sizes, words) works from frames, wherever they come from.
"""
