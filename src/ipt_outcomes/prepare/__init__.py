"""From answers to outcomes: totals by each scale's rule, planned visits, and who was counted."""
