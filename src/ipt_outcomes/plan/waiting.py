"""Arms that wait for their treatment: by their words, and what the plan says of how long."""

from __future__ import annotations

import re

from ipt_outcomes.plain_words import plain
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.plan.trial import Arm

# English, German, French, Dutch, Spanish, Italian, Scandinavian, Polish, Finnish; as `plain` writes
# them, with `_` on both sides. `treated after`, `then IPT`, `IPT nach 12 Wochen` wait as well.
_WAITING = re.compile(
    r"_(wait(?=_\d|_$)|wait_?list\w*?|waiting\w*?|waiters?|awaiting|wl|wlc|wlg|wlcg|delayed|deferred|postponed"
    r"|cross_?over|treated_after|then_(?:ipt|cbt|treatment|therapy)|treatment_later|later_start"
    r"|wart(?:e|en)|warte[a-z]+|(?:ipt|kvt|behandlung|therapie)_nach"
    r"|liste_d_attente|attente|wachtlijst\w*?|wacht[a-z]*|lista_de_espera|espera|attesa"
    r"|v[ae]nteliste?a?|lista_oczekuj\w*?|jonotus\w*?)(?=_)"
)


def says_waiting(text: str) -> bool:
    """Whether a description of an arm says that it waits for its treatment."""
    return _WAITING.search(f"_{plain(text)}_") is not None


def waiting_unsaid(plan: Plan) -> tuple[Arm, ...]:
    """The arms that wait, of which no event says when their waiting ends.

    ASSUME: an arm that is no treatment waits where its name or label says so.
    """
    events = [event for event in plan.events if event.after is not None or event.day is not None]
    return tuple(
        arm
        for arm in plan.arms
        if arm.role != "treatment"
        and says_waiting(f"{arm.name} {arm.label}")
        and not any(event.concerns(arm.name) for event in events)
    )
