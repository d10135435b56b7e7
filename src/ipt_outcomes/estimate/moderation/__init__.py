"""For whom: the contrasts of the primary analyses by the plan's moderators."""
