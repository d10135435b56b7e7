"""A first plan for a trial, guessed from its files: `propose.propose_plan` is the way in."""
