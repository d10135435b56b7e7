"""The arms: names, labels and roles guessed from the words of the arm column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ipt_outcomes.ingest.proposal.words import known_arm


@dataclass(frozen=True)
class ArmGuess:
    """An arm; `code` and `rows` are the file's word and its rows (None: no arm column is known).

    `sure`: the word itself says whether the arm is a control.
    """

    name: str
    label: str
    role: str
    sure: bool
    code: str | None = None
    rows: int = 0


# Words that mean nothing as an arm's name, and that YAML readers may take for something else.
_NOT_NAMES = ("yes", "no", "true", "false", "on", "off", "y", "n", "null")
_PLACEHOLDERS = (
    ArmGuess("control", "Control", "control", False),
    ArmGuess("treatment", "Treatment", "treatment", False),
)


def guess_arms(codes: Sequence[tuple[str, int]]) -> tuple[ArmGuess, ...]:
    """An arm for each of the file's words, the controls first; two to be named where none is known.

    Where no word says control, the first is taken for it.
    """
    if not codes:
        return _PLACEHOLDERS
    arms: list[ArmGuess] = []
    for position, (code, rows) in enumerate(codes, 1):
        known = known_arm(code)
        label, role = known if known is not None else (code, "treatment")
        name = re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")[:40]
        if not name or not name[0].isalpha() or name in _NOT_NAMES:
            name = f"arm_{name or position}"[:40]
        if name in {arm.name for arm in arms}:
            name = f"{name[:36]}_{position}"
        arms.append(ArmGuess(name, label, role, known is not None, code, rows))
    if not any(arm.role == "control" for arm in arms):
        arms[0] = ArmGuess(
            arms[0].name, arms[0].label, "control", False, arms[0].code, arms[0].rows
        )
    return tuple(sorted(arms, key=lambda arm: arm.role != "control"))
