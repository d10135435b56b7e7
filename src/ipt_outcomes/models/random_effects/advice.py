"""What to do about random effects that the data do not tell apart, by what effects they are."""

from __future__ import annotations

from collections.abc import Sequence

from ipt_outcomes.models.random_effects.terms import Component


def advice_on(components: Sequence[Component]) -> str:
    """The end of a message that names the terms."""
    # A column of a factor is named with its level in brackets, which is a value of rows.
    names = [name for component in components for name in component.names]
    factors = list(dict.fromkeys(name.split("[", 1)[0] for name in names if "[" in name))
    if factors:
        verb = "are" if len(factors) > 1 else "is"
        return (
            f"{' and '.join(factors)} {verb} text or categories, each of which has an effect of "
            "its own, and no slope. Turn it into numbers if a slope is meant, or take the term out"
        )
    said = "the groups are the same, or have too few rows per level. "
    if all(component.size == 1 for component in components):
        return said + "An effect needs levels with two rows or more; take a term out"
    return said + (
        "A random intercept needs levels with two rows or more, a random intercept and slope "
        "levels with three. Take a term out, or use || for uncorrelated effects"
    )
