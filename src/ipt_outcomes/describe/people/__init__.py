"""The people of a trial: who left, who was harmed."""
