"""Score files, long, tall or wide, as rows of one table: `reading.read_scores` is the way in."""
