"""Sandwich covariances: CR0, CR2, CR3, their clusters and their degrees of freedom."""
