"""The planned analyses: a file a kind, and the one place where an analysis becomes a result.

`planned` turns a plan into analyses, `frames` holds the steps that their rows are made in, `kinds/`
has one file a kind, `analyse` makes a result. Nothing else asks of which kind an analysis is.
"""
