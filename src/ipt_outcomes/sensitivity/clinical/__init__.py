"""Clinically significant change as the plan asks for it, with the dropouts in it."""
