"""The small trial with scores at sessions, ratings of them and adverse events."""

from __future__ import annotations

from .conftest import Trial

SESSIONS = (
    "id,nr,came,minutes,how,when,phq\n"
    "001,1,yes,50,individual,3,14\n001,2,no,,,10,\n001,3,yes,50,individual,17,9\n"
)
FIDELITY = "id,nr,rater,took_for,ad,comp\n001,1,R1,T,6,4\n001,1,R2,tau,5,\n001,3,R1,,6.5,5\n"
EVENTS = (
    "id,day,what,sae,how_bad,due\n"
    "001,12,fall,no,mild,no\n001,40,admission,yes,severe,unclear\n1e5,20,headache,no,,\n"
)
KEYS = """\
fidelity:
  file: fidelity.csv
  columns: {participant: id, session: nr, rater: rater, treatment_seen: took_for}
  ratings:
    adherence: {column: ad, label: "Adherence to IPT", minimum: 1, maximum: 7, of: ipt}
    competence: {column: comp, label: "Competence", minimum: 0, maximum: 6}
adverse_events:
  file: events.csv
  columns: {participant: id, event: what, serious: sae, day: day, severity: how_bad, related: due}
scores:
"""


def with_therapy_files(trial: Trial) -> Trial:
    """The trial with all three."""
    trial.edit("small.yaml", "format: how}", "format: how, day: when}\n  scores: {phq9: phq}")
    trial.edit("small.yaml", "\nscores:\n", "\n" + KEYS)
    trial.write("sessions.csv", SESSIONS)
    trial.write("fidelity.csv", FIDELITY)
    trial.write("events.csv", EVENTS)
    return trial
