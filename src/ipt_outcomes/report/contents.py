"""Stand-in while the report is rebuilt."""


def figures_of_trial():
    return ("flow", "effects")


def figures_of_outcome():
    return ("means", "individuals", "scenarios")
