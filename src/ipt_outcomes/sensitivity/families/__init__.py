"""The families of choices: a file each, named as the family.

`FAMILY` says what is chosen, in words; `choices(planned)` gives each choice for one outcome (a
`PlannedOutcome`) with its contrasts, the plan's first; none where there is nothing to choose.
"""
