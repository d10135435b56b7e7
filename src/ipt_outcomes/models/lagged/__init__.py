"""Two variables of the same people over equally spaced visits, each on the other a visit later."""
