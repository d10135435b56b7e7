"""The families of choices: a file each, named as the family.

`FAMILY` says what is chosen, in words; `choices(plan, tables, outcome)` gives each choice for one
outcome with its contrasts, the plan's first; none where there is nothing to choose.
"""
