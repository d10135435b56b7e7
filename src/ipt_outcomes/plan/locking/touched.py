"""What a difference between two plans touches: the results that the other plan would not give.

A result is planned if the locked plan, with the files read rightly, gives the same number and the
same conclusion. So names and labels touch nothing, and where the data lie neither; the options of
an analysis touch that analysis, an outcome's entry that outcome, alpha everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

# Words, people before the trial, who may be told apart, when a number is marked as of few.
_WORDS_ALONE = frozenset(
    {"trial", "title", "description", "source", "enrolment", "ignore_clusters", "pseudonyms", "few"}
)
_SAYS_HOW_IT_IS_CALLED = frozenset({"label", "labels", "population"})
# ASSUME: where a file lies, how it is written and which column is what are found out when it comes,
# and are right or wrong, not chosen. What of it counts, and how it is scored, is chosen.
_FILES = frozenset({"participants", "sessions", "fidelity", "adverse_events", "scores"})
_CHOSEN_IN_FILES = frozenset(
    {"rows", "duplicates", "double_entry", "missing_items", "counts", "type"}
)


@dataclass(frozen=True)
class Touched:
    """Results: all, or those of outcomes, of visits, of contrasts (outcome, test, comparison), of
    analyses (outcome, analysis), of hypotheses (outcome), scenarios, standardised effects as they
    are shown, and those of further keys of the plan by the key and the entry's name.

    scores   those of `outcomes` whose scores themselves are others, and not only what is made of
             them
    """

    everything: bool = False
    scenarios: bool = False
    sizes: bool = False
    outcomes: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()
    contrasts: frozenset[tuple[str, str, str]] = frozenset()
    analyses: frozenset[tuple[str, str]] = frozenset()
    hypotheses: frozenset[str] = frozenset()
    further: frozenset[tuple[str, str]] = frozenset()
    scores: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    def only(self, names: Iterable[str]) -> Touched:
        """What of it touches that which rests on these alone, and on who counts."""
        return Touched(self.everything, **{name: getattr(self, name) for name in names})


# What tables rest on that show no analysis of an outcome: who counts alone; and which arms are
# compared; and the scores as they were given. An endpoint, or an analysis, is nothing to them.
OF_PEOPLE: tuple[str, ...] = ()
OF_CONTRASTS = ("contrasts",)
OF_SCORES = ("scores", "visits")

NOTHING, EVERYTHING = Touched(), Touched(everything=True)


def together(touched: Iterable[Touched]) -> Touched:
    """All that any of them touches."""
    every = list(touched)
    sets = ("outcomes", "visits", "contrasts", "analyses", "hypotheses", "further", "scores")
    return Touched(
        any(each.everything for each in every),
        any(each.scenarios for each in every),
        any(each.sizes for each in every),
        **{name: frozenset().union(*(getattr(each, name) for each in every)) for name in sets},
    )


def is_words(steps: tuple[str, ...]) -> bool:
    """Whether a key decides nothing of a result: a label, a title, where a file lies."""
    if steps[0] in _WORDS_ALONE or steps[-1] in _SAYS_HOW_IT_IS_CALLED:
        return True
    return steps[0] in _FILES and not _CHOSEN_IN_FILES.intersection(steps)
