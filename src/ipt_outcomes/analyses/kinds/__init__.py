"""The kinds of analysis: one file each, whose `specify` makes an analysis of a plan's request.

The file's name is the kind's, as plans write it; its options are a class in `plan/analyses.py`.
"""
