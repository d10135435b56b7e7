"""Residual covariance families: one small class each, with its matrix and derivatives."""
