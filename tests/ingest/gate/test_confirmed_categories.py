"""What the plan says are categories: form alone refuses them no longer, all else still does."""

from __future__ import annotations

import pytest

from ipt_outcomes.errors import DataError, PlanError
from ipt_outcomes.ingest.gate.gate import STRANGERS

from ..conftest import Trial, trial  # noqa: F401

REASON = "a list of eleven kinds of housing"
COLUMN = "housing: {column: housing, type: category}"


def people(trial: Trial, cell: str) -> None:  # noqa: F811
    rows = "".join(
        f"N{n},{'TC'[n % 2]},30,f,,{'owned' if n % 3 else 'rented'},\n" for n in range(20)
    )
    trial.write("people.csv", (trial.folder / "people.csv").read_text() + rows)
    trial.edit("people.csv", "1e5,C,NA,,,,", f"1e5,C,NA,f,,{cell},")


def confirm(trial: Trial, key: str) -> None:  # noqa: F811
    old = "  file: people.csv\n"
    trial.edit("small.yaml", old, f'{old}  confirmed: {{{key}: "{REASON}"}}\n')


def test_the_refusal_names_its_key(trial: Trial) -> None:  # noqa: F811
    people(trial, "Ccori Zubizarreta")
    (problem,) = trial.refusal(DataError)
    assert (problem.rule, problem.line, problem.column) == (STRANGERS, 3, "housing")
    assert "`confirmed: {housing.categories: <your reason>}`" in problem.remedy


@pytest.mark.parametrize("cell", ["Ccori Zubizarreta", "NO-1034"])
def test_form_alone_is_let_through_with_a_note(trial: Trial, cell: str) -> None:  # noqa: F811
    people(trial, cell)
    confirm(trial, "housing.categories")
    study = trial.read()
    assert cell in set(study.participants["housing"])
    (note,) = [note for note in study.notes if REASON in note]
    assert note.startswith("people.csv: housing: ")
    assert "1 row" in note
    assert cell not in note


@pytest.mark.parametrize(
    "cell",
    ["jo@example.org", "+49 151 23456789", "07700 900123", "12.03.1964", "March 1964",
     "85073003328", "Anna Schmidt", "J. Okonkwo", "王芳", "412 34 567", "@mary.j"],
)  # fmt: skip
def test_what_is_known_of_people_stays_refused(trial: Trial, cell: str) -> None:  # noqa: F811
    people(trial, cell)
    (before,) = trial.refusal(DataError)
    assert "confirmed" not in before.remedy
    confirm(trial, "housing.categories")
    assert trial.refusal(DataError) == (before,)


def test_no_note_where_nothing_was_let_through(trial: Trial) -> None:  # noqa: F811
    people(trial, "shared")
    confirm(trial, "housing.categories")
    assert not any(REASON in note for note in trial.read().notes)


@pytest.mark.parametrize(
    "key", ["participant.categories", "arm.categories", "income.categories", "therapist.categories"]
)
def test_never_of_who_somebody_is(trial: Trial, key: str) -> None:  # noqa: F811
    confirm(trial, key)
    with pytest.raises(PlanError, match="is not asked of this file"):
        trial.plan()


def test_what_the_plan_itself_writes_is_a_category(trial: Trial) -> None:  # noqa: F811
    trial.edit("small.yaml", "sex: sex}", "sex: sex, withdrawal_reason: housing}")
    trial.edit("small.yaml", f"    {COLUMN}\n", "")
    people(trial, "Ccori Zubizarreta")
    (problem,) = trial.refusal(DataError)
    assert "withdrawal_reason.categories" in problem.remedy
    trial.edit(
        "small.yaml", "seed: 1\n", 'seed: 1\nmissing: {reasons: {"Ccori Zubizarreta": j2r}}\n'
    )
    assert "Ccori Zubizarreta" in set(trial.read().participants["withdrawal_reason"])


def test_a_covariate_that_is_a_cluster_is_numbered(trial: Trial) -> None:  # noqa: F811
    people(trial, "Little Zubizarreta")
    trial.edit("small.yaml", COLUMN, "village: {column: village, type: category}")
    trial.edit("people.csv", ",housing,", ",village,")
    (problem,) = trial.refusal(DataError)
    assert "clusters" in problem.remedy
    trial.edit("small.yaml", "seed: 1\n", "seed: 1\nclusters: [{name: village, kind: village}]\n")
    study = trial.read()
    assert set(study.participants["village"].dropna()) == {"1", "2", "3"}
