"""Made-up identities and clean columns, and how many of them the gate finds: see `measure.py`."""
