"""Telling free text from categories: what people write says who they are, in ways no list knows."""

from __future__ import annotations

from collections.abc import Mapping

# ASSUME: no category of a trial has a name this long.
LONGEST = 100
# ASSUME: a sentence has so many characters and words; a category is said in fewer.
SENTENCE_LENGTH = 30
SENTENCE_WORDS = 5
# ASSUME: one so long that stands on one row is a person's own words, whatever stands beside it.
STORY_LENGTH = 40
STORY_WORDS = 8
# ASSUME: categories come back, on several people's rows; a person's own words do not. Among so many
# different sentences, these are people's own where most stand on one row each.
FEWEST = 3
SHARE_ALONE = 0.5


def free_text(rows: Mapping[str, int]) -> bool:
    """Whether some cells are a person's own words. `rows`: each different cell, on how many rows.

    Short codes beside them do not make sentences harmless.
    """
    if any(len(cell) > LONGEST for cell in rows):
        return True
    if any(n == 1 and _is_of(cell, STORY_LENGTH, STORY_WORDS) for cell, n in rows.items()):
        return True
    sentences = [n for cell, n in rows.items() if _is_of(cell, SENTENCE_LENGTH, SENTENCE_WORDS)]
    alone = sum(n == 1 for n in sentences)
    return len(sentences) >= FEWEST and alone > SHARE_ALONE * len(sentences)


def _is_of(cell: str, length: int, words: int) -> bool:
    return len(cell) >= length and len(cell.split()) >= words
