"""Which column says the arm: by its name, by its words, or columns of yes and no, one an arm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ipt_outcomes.ingest.proposal.arm_words import arm_described, known_arm
from ipt_outcomes.ingest.proposal.facts import EVENT, FORM, ColumnFacts, FileFacts
from ipt_outcomes.ingest.proposal.words import ARM
from ipt_outcomes.plain_words import plain

MOST_ARMS = 8
# What a column that says whether somebody was treated has as its words.
_TREATED = frozenset({
    "treat", "treated", "treatment", "trt", "tx", "therapy", "intervention", "behandlung",
    "traitement", "behandeling", "tratamiento",
})  # fmt: skip
_YES, _NO = ("y", "yes", "true"), ("n", "no", "false")
# `trt01p`, `tx_drug`, `rand_code`, `arm_cbt`: a word for an arm and something after it.
_BEGINS = r"(?:trt|tx|treat|treatment|arm|group|rand|random|randomi[sz]ation|alloc|allocation)"
_LIKE_AN_ARM = re.compile(rf"{_BEGINS}(?:_?\d{{1,2}}[a-z]?|_[a-z]\w*)|rand(?:om)?[a-z]*")
_OF_ONE_ARM = re.compile(r"(?:trt|tx|treat|treatment|arm|group)_(?P<arm>[a-z]\w*)")


@dataclass(frozen=True)
class ArmColumn:
    """The column of the arm (None: no column is known to be it), and what that rests on.

    `others`: columns that may be it as well. `labels`: what its codes stand for, where the column's
    name says it. `question`: what there is to say where no column can be it.
    """

    column: str | None
    why: str = ""
    others: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    question: str = ""


def arm_column(facts: FileFacts, columns: Sequence[ColumnFacts]) -> ArmColumn:
    """The arm's column among `columns`, those that say one thing of each participant."""
    few = [
        column
        for column in columns
        if 2 <= len(column.codes) <= MOST_ARMS and column.name not in (EVENT, FORM)
    ]
    said = {
        column.name: [facts.table.labels.get(column.name, {}).get(c, c) for c, _ in column.codes]
        for column in few
    }
    by_word = {plain(name): name for name in reversed(said)}
    labels = {plain(facts.said[name]): name for name in reversed(said) if facts.said.get(name)}
    so_called = [by_word[word] for word in ARM if word in by_word]
    so_called = so_called or [labels[word] for word in ARM if word in labels]
    # A column of that name whose words are arms is one before a column of yes and no.
    described = [name for name in so_called if any(map(arm_described, said[name]))]
    if described:
        return ArmColumn(described[0], "by its name and its words")
    if so_called:
        others = [name for name in so_called[1:] if not _same(facts, so_called[0], name)]
        labels = _treated_or_not(so_called[0], said[so_called[0]])
        return ArmColumn(so_called[0], "by its name", tuple(others), labels)
    by_words = next((name for name, words in said.items() if any(map(known_arm, words))), None)
    if by_words is not None:
        return ArmColumn(by_words, "by its words")
    one_each = [(match["arm"], name) for name in said if (match := _of_one_arm(facts, name))]
    if len(one_each) > 1:
        return _yes_and_no(facts, one_each)
    alike = [name for word, name in by_word.items() if _LIKE_AN_ARM.fullmatch(word)]
    if not alike:
        return ArmColumn(None)
    labels = {"1": one_each[0][0]} if one_each and one_each[0][1] == alike[-1] else {}
    return ArmColumn(alike[-1], "by its name", tuple(alike[:-1]), labels)


def _treated_or_not(name: str, words: Sequence[str]) -> dict[str, str]:
    """What yes and no stand for in a column that says whether somebody was treated."""
    meant = {
        word: "Treated" if plain(word) in _YES else "Not treated"
        for word in words
        if plain(word) in (*_YES, *_NO)
    }
    both = len(words) == 2 and len(set(meant.values())) == 2
    return meant if both and plain(name) in _TREATED else {}


def _of_one_arm(facts: FileFacts, name: str) -> re.Match[str] | None:
    """The arm's name, where the column says 0 and 1 of one arm."""
    codes = {code for code, _ in facts.column(name).codes}
    return _OF_ONE_ARM.fullmatch(plain(name)) if codes == {"0", "1"} else None


def _yes_and_no(facts: FileFacts, one_each: Sequence[tuple[str, str]]) -> ArmColumn:
    """Columns of yes and no, one an arm: of two arms one column says all."""
    names = [name for _, name in one_each]
    ones = (facts.table.cells[names] == "1").sum(axis=1)
    if len(one_each) == 2 and bool((ones == 1).all()):
        (arm, column), (other, second) = one_each
        return ArmColumn(
            column, f"by its name; {second} says the same", labels={"1": arm, "0": other}
        )
    question = (
        f"the arm seems to be in {len(names)} columns of 0 and 1 ({', '.join(names)}). Make one "
        "column of them in the file, with the arm's name on each row"
    )
    return ArmColumn(None, question=question)


def _same(facts: FileFacts, first: str, second: str) -> bool:
    """Whether two columns tell the same people apart."""
    pairs = facts.table.cells[[first, second]].drop_duplicates()
    return len(pairs) == pairs[first].nunique() == pairs[second].nunique()
