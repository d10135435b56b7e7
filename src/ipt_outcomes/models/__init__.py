"""The mixed-model engine: formulas, frames and numbers, and nothing of trials."""
