"""Residual covariances over planned visits: cross-products per visit pattern, and their sums."""
