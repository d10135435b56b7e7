"""Maintenance is no dose of the treatment in one arm, and must be none in the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import DataError

from ..conftest import Trial, made_small

BOTH = """
protocol:
  - {arms: [ipt], sessions: [2, 2], phases: {all: [1, 2], maintenance: [3, 4]}}
  - {arms: [tau], sessions: [2, 2]}
scores:
"""


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    trial = made_small(tmp_path)
    trial.edit("small.yaml", "\nscores:\n", BOTH)
    rows = [f"{who},{n},yes,50,individual" for who in ("001", "1e5") for n in (1, 2, 3)]
    trial.write("sessions.csv", "\n".join(["id,nr,came,minutes,how", *rows]) + "\n")
    said = "  file: sessions.csv\n  confirmed: {untreated_arms: usual care has sessions too}\n"
    trial.edit("small.yaml", "  file: sessions.csv\n", said)
    return trial


def test_maintenance_without_phases_is_asked_about(trial: Trial) -> None:
    (problem,) = trial.refusal(DataError)
    assert problem.rule.startswith("1 person of Usual care came to sessions after number 2, ")
    phases = "phases: {treatment: [1, 2], maintenance: [3, 14]}"
    assert f"`{phases}`" in problem.remedy
    trial.edit(
        "small.yaml",
        "{arms: [tau], sessions: [2, 2]}",
        f"{{arms: [tau], {phases}, sessions: [2, 2]}}",
    )
    assert len(trial.read().sessions) == 6


def test_without_sessions_beyond_there_is_nothing_to_ask(trial: Trial) -> None:
    text = (trial.folder / "sessions.csv").read_text().replace("1e5,3,yes", "1e5,3,no")
    trial.write("sessions.csv", text)
    assert len(trial.read().sessions) == 6


def test_nor_where_no_protocol_has_a_phase_after_the_treatment(trial: Trial) -> None:
    trial.edit("small.yaml", ", phases: {all: [1, 2], maintenance: [3, 4]}", "")
    assert len(trial.read().sessions) == 6
