"""Outcomes that are modelled together: their contrasts, their joint test, what is claimed."""
