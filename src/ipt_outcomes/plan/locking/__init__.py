"""The plan as it was before the analysis: kept in a file, and held against the plan of a run."""
