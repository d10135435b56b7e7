"""From a frame to columns: the fixed part, its coding, aliasing, weights, and who is a subject."""
