"""The analysis plan: what a trial's authors decided before looking, as frozen, validated facts."""
