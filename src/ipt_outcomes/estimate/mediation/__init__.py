"""By what way: whether the mediator moves before the outcome, and carries the arms' difference."""
