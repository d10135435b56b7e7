"""A category comes back, on several people; what nearly every person has alone is no category."""

from __future__ import annotations

from collections.abc import Sequence

# ASSUME: among fewer people than this, every category may stand alone. Their columns are judged by
# what the cells look like and by nothing else.
FEWEST_PEOPLE = 20
# ASSUME: of a category's values at least every fifth comes back.
SHARE = 0.8
# ASSUME: words without a digit that are so many different ones are names, or people's own words.
SHARE_OF_WORDS = 0.5


def tells_people_apart(distinct: Sequence[str], people: int) -> bool:
    """Whether so many people have too many different values for a category."""
    if people < FEWEST_PEOPLE:
        return False
    words = all(cell and not any(map(str.isdigit, cell)) for cell in distinct)
    return len(distinct) >= max(FEWEST_PEOPLE, (SHARE_OF_WORDS if words else SHARE) * people)
