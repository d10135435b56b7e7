"""The arms: names, labels and roles guessed from the words of the arm column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ipt_outcomes.ingest.proposal.arm_words import ArmRole, arm_described, is_therapy, known_arm
from ipt_outcomes.ingest.proposal.visit_words import arm_of_event
from ipt_outcomes.phrases import counted
from ipt_outcomes.plain_words import plain

# The longest that a plan may have.
LONGEST_LABEL = 120
_LABELLED_EVENT = re.compile(r"\(Arm \d+: (.*\S.*)\)$")


@dataclass(frozen=True)
class ArmGuess:
    """An arm; `code` and `rows` are the file's word and its rows (None: no arm column is known).

    `role` is None where no word says it.
    """

    name: str
    label: str
    role: ArmRole | None
    code: str | None = None
    rows: int = 0

    @property
    def seen(self) -> str:
        """How often the file has its word, and what that stands for where it is a code's label."""
        rows = counted(self.rows, "row")
        return rows if self.label.lower() == (self.code or "").lower() else f"{self.label}, {rows}"


# Words that mean nothing as an arm's name, and that YAML readers may take for something else.
_NOT_NAMES = ("yes", "no", "true", "false", "on", "off", "y", "n", "null")
_PLACEHOLDERS = (
    ArmGuess("control", "Control", None),
    ArmGuess("treatment", "Treatment", None),
)


def guess_arms(
    codes: Sequence[tuple[str, int]], labels: Mapping[str, str] | None = None
) -> tuple[ArmGuess, ...]:
    """An arm for each of the file's words, the controls first; two to be named where none is known.

    `labels` are what the file's codes stand for, where it is known. Where no word says control, the
    first is taken for it.
    """
    if not codes:
        return _PLACEHOLDERS
    meant = {code: (labels or {}).get(code) or _event_arm(code) or code for code, _ in codes}
    described = {code: arm_described(word) for code, word in meant.items()}
    short = Counter(found[0] for found in described.values() if found is not None)
    arms: list[ArmGuess] = []
    for position, (code, rows) in enumerate(codes, 1):
        word, found = meant[code], described[code]
        known = known_arm(word)
        label = known[0] if known is not None and word == code else word[:LONGEST_LABEL]
        role = found[1] if found is not None else None
        # Where two arms would have one name, both have their own words.
        named = found[0] if found is not None and short[found[0]] == 1 else word
        name = re.sub(r"[^a-z0-9]+", "_", named.lower()).strip("_")[:40]
        if not name or not name[0].isalpha() or name in _NOT_NAMES:
            name = f"arm_{name or position}"[:40]
        if name in {arm.name for arm in arms}:
            name = f"{name[:36]}_{position}"
        arms.append(ArmGuess(name, label, role, code, rows))
    # Where each word names a psychotherapy, none is a control.
    known_roles = any(arm.role == "control" for arm in arms) or all(map(is_therapy, meant.values()))
    arms = [replace(arm, role=(arm.role or "treatment") if known_roles else None) for arm in arms]
    return tuple(sorted(arms, key=lambda arm: arm.role != "control"))


def _event_arm(code: str) -> str | None:
    """The arm of an event that names one: `baseline_arm_2`, or Baseline (Arm 2: Waitlist)."""
    labelled = _LABELLED_EVENT.search(code)
    number = arm_of_event(plain(code))
    if labelled is not None:
        return labelled[1].strip()
    return None if number is None else f"Arm {number}"
