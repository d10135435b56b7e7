"""Adjusted means, contrasts and effect sizes, as the plan asks for them."""
