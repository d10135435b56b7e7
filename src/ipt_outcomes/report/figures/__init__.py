"""The figures: a file each, made from frames. Only these files load the plotting libraries."""
