"""Who was in the trial: at the start, at each assessment, in each analysis set."""
