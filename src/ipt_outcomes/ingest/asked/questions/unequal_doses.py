"""Do sessions after the treatment count as treatment in one arm, and not in another?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.phrases import listed
from ipt_outcomes.phrases import people as counted_people
from ipt_outcomes.plan.confirmed import DOSES
from ipt_outcomes.plan.enough_sessions import sessions_attended


def ask(data: Data) -> None:
    """Refuse sessions beyond the planned ones in a protocol without phases, where another has them.

    There they are maintenance, and no dose of the treatment: doses of the arms would not be alike.
    """
    planned, sessions = data.plan.sessions, data.therapy.sessions
    protocols = data.plan.protocol
    needed = {"participant", "session", "attended"}
    if planned is None or not needed <= set(sessions.columns):
        return
    if all(each.first_after_treatment is None for each in protocols):
        return
    held = sessions_attended(sessions)
    arms = held["participant"].map(data.arm_of)
    for protocol in protocols:
        if protocol.first_after_treatment is not None or protocol.sessions is None:
            continue
        most = protocol.sessions[1]
        beyond = held[arms.isin(protocol.arms) & (held["session"] > most).fillna(False)]
        who = int(beyond["participant"].nunique())
        if who:
            here = listed([arm.label for arm in data.plan.arms if arm.name in protocol.arms])
            data.asks(
                planned,
                DOSES,
                lines=None,
                column=planned.columns.session,
                rule=f"{counted_people(who)} of {here} came to sessions after number {most}, the "
                "last that the protocol plans: they count as treatment here, and in another arm, "
                "whose protocol has a phase after the treatment, they do not",
                remedy="Name the phases of this protocol too, as "
                f"`phases: {{treatment: [1, {most}], maintenance: [{most + 1}, {most + 12}]}}`.",
            )
