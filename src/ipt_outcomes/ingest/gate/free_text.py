"""Telling free text from categories: what people write says who they are, in ways no list knows."""

from __future__ import annotations

from collections.abc import Sequence

# ASSUME: no category has a name this long.
LONGEST = 120
# ASSUME: words and lengths of sentences; a category of a trial is said in fewer.
MEAN_LENGTH = 30
MEAN_WORDS = 5
# ASSUME: categories repeat; half of the cells or more being different is not categories.
SHARE_DIFFERENT = 0.5
FEWEST = 4


def free_text(distinct: Sequence[str], filled: int) -> bool:
    """Whether cells are sentences. `distinct`: the different ones; `filled`: how many have any."""
    if any(len(cell) > LONGEST for cell in distinct):
        return True
    if len(distinct) < FEWEST or len(distinct) < SHARE_DIFFERENT * filled:
        return False
    length = sum(map(len, distinct)) / len(distinct)
    words = sum(len(cell.split()) for cell in distinct) / len(distinct)
    return length >= MEAN_LENGTH and words >= MEAN_WORDS
