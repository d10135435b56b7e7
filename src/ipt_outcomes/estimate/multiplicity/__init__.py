"""Several hypotheses at once: p-values that hold for a family of them."""
