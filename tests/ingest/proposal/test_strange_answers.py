"""Answers, labels and languages as a stranger may have them: what is guessed and what is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.ingest.proposal.propose import Proposal, propose
from ipt_outcomes.study_check import check_study

from ...accepted_plan import accepted
from .one_file import PEOPLE, arm, csv, values

FORM = ("Not at all", "Several days", "More than half the days", "Nearly every day")
Decided = Callable[..., ipt.Plan]
# By person, visit and item.
ANSWERS = np.random.default_rng(4).integers(0, 4, (13, 2, 10))


def test_words_and_codes_for_missing_values(new: Callable[..., Proposal], tmp_path: Path) -> None:
    after = {1: "n/a", 4: ".", 7: "-99"}
    rows = [[n, arm(n), n, after.get(n, n)] for n in PEOPLE]
    text = new(all=csv("id,arm,phq9_pre,phq9_post", rows)).text
    assert 'missing: ["n/a", ".", -99?]' in text
    plan = accepted(tmp_path / "mine.yaml", text.replace("-99?]", "-99]"))
    assert check_study(plan).visits["participants"].to_list() == [12, 9]


def test_a_row_an_answer(decided: Decided) -> None:
    rows = [
        [n, arm(n), f"T{time}", f"phq9_{item}", ANSWERS[n, time, item]]
        for n in PEOPLE for time in (0, 1) for item in range(1, 10)
    ]  # fmt: skip
    plan = decided(all=csv("id,arm,visit,question,answer", rows))
    assert plan.scores[0].shape == "tall"
    assert values(plan)["1", "baseline"] == ANSWERS[1, 0, 1:].sum()


@pytest.mark.parametrize(
    "words",
    [
        FORM,
        tuple(f"{n} - {word}" for n, word in enumerate(FORM)),
        tuple(f"{word.upper()} ({n})" for n, word in enumerate(FORM)),
        ("Nunca", "Varios días", "Más de la mitad de los días", "Casi todos los días"),
        ("Überhaupt nicht", "An einzelnen Tagen", "An mehr als der Hälfte der Tage",
         "Beinahe jeden Tag"),
    ],
)  # fmt: skip
def test_answers_in_the_form_s_words(decided: Decided, words: tuple[str, ...]) -> None:
    rows = [
        [n, arm(n), time, *(words[answer] for answer in ANSWERS[n, place, 1:])]
        for n in PEOPLE for place, time in enumerate(("pre", "post"))
    ]  # fmt: skip
    header = "id,arm,visit," + ",".join(f"PHQ9_{item}" for item in range(1, 10))
    plan = decided(all=csv(header, rows))
    assert values(plan)["3", "post"] == ANSWERS[3, 1, 1:].sum()


def test_answers_in_words_of_no_known_form_are_asked(new: Callable[..., Proposal]) -> None:
    words = ("nie", "manchmal", "oft", "immer")
    rows = [
        [n, arm(n), time, *(words[answer] for answer in ANSWERS[n, place, 1:])]
        for n in PEOPLE for place, time in enumerate(("pre", "post"))
    ]  # fmt: skip
    header = "id,arm,visit," + ",".join(f"PHQ9_{item}" for item in range(1, 10))
    text = new(all=csv(header, rows)).text
    assert "# decide: which answer on the form is each of the file's words?" in text
    assert "oft: 0 or 1 or 2 or 3?" in text


def test_unlabelled_answers_from_1_are_asked(new: Callable[..., Proposal]) -> None:
    rows = [[n, arm(n), *(1 + (n * k) % 4 for k in range(1, 19))] for n in PEOPLE]
    items = [f"phq9_{item}_{visit}" for visit in ("pre", "post") for item in range(1, 10)]
    text = new(all=csv(f"id,arm,{','.join(items)}", rows)).text
    assert 'recode: {"1": 0?, "2": 1?, "3": 2?, "4": 3?}' in text


def test_variables_are_known_by_their_labels(tmp_path: Path) -> None:
    rows, labels = [], {"V1": "Participant ID", "V2": "Treatment group"}
    codes: dict[str, dict[int, str]] = {"V2": {1: "Care as usual", 2: "IPT"}}
    answers = dict(enumerate(FORM, 1))
    for visit, first in (("Baseline", 3), ("Week 8", 13)):
        for item in range(1, 10):
            labels[f"V{first + item - 1}"] = f"{visit}: PHQ-9 item {item}, how it was"
            codes[f"V{first + item - 1}"] = answers
        labels[f"V{first + 9}"] = f"{visit}: PHQ-9 total score"
    for n in PEOPLE:
        items = [[1 + (n * item * visit) % 4 for item in range(1, 10)] for visit in (1, 2)]
        rows.append([n, 1 + n % 2, *(x for of in items for x in (*of, sum(of) - 9))])
    frame = pd.DataFrame(rows, columns=list(labels))
    pyreadstat.write_sav(
        frame, str(tmp_path / "all.sav"), column_labels=list(labels.values()),
        variable_value_labels=codes,
    )  # fmt: skip
    found = propose("mine", ["all.sav"], root=tmp_path)
    uses = {use.column: use for use in found.columns}
    assert uses["V1"].why == "by its label"
    assert uses["V12"].use == "phq9, total at baseline, beside the items"
    plan = accepted(tmp_path / "mine.yaml", found.text)
    check = check_study(plan)
    assert check.ok
    assert any("is the total of the items in all 24 forms" in note for note in check.notes)


def test_a_visit_s_codes_are_known_by_their_labels(tmp_path: Path) -> None:
    rows = [[n, n % 2, visit, n] for n in PEOPLE for visit in (1, 2, 3)]
    pyreadstat.write_dta(
        pd.DataFrame(rows, columns=["id", "cond", "v", "tot"]), str(tmp_path / "all.dta"),
        column_labels=["Subject number", "Study arm", "Assessment", "PHQ-9 sum score"],
        variable_value_labels={"cond": {0: "WL", 1: "IPT"},
                               "v": {1: "Baseline", 2: "Week 8", 3: "Six month follow-up"}},
    )  # fmt: skip
    plan = accepted(tmp_path / "mine.yaml", propose("mine", ["all.dta"], root=tmp_path).text)
    codes = plan.scores[0].model_dump()["visit_codes"]
    assert codes == {"1": "baseline", "2": "week_8", "3": "follow_up_month_6"}
    assert check_study(plan).visits["participants"].to_list() == [12, 12, 12]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "latin-1"])
def test_french_in_any_encoding(decided: Decided, encoding: str) -> None:
    rows = [
        [n, "Thérapie interpersonnelle" if n % 2 else "Liste d'attente", f"{n},5", n]
        for n in PEOPLE
    ]
    text = csv("Numéro patient;Bras;PHQ9 avant;PHQ9 après", rows, ";")
    plan = decided(all=text.encode(encoding))
    assert [(each.name, each.role) for each in plan.arms] == [
        ("liste_d_attente", "control"), ("therapie_interpersonnelle", "treatment"),
    ]  # fmt: skip
    assert values(plan)["3", "baseline"] == 3.5


def test_scores_that_are_no_numbers_are_said(new: Callable[..., Proposal]) -> None:
    rows = [[n, arm(n), f"{n} pts", f"{n} pts"] for n in PEOPLE]
    uses = {use.column: use for use in new(all=csv("id,arm,phq9_pre,phq9_post", rows)).columns}
    assert uses["phq9_pre"].why == "it has a scale's name, and cells that are no numbers"


def test_words_of_visits_in_two_columns_are_no_answers(decided: Decided) -> None:
    rows = [[n, arm(n), visit, visit, n] for n in PEOPLE for visit in ("Baseline", "Week 8")]
    plan = decided(all=csv("id,arm,visit,week,phq9", rows))
    assert [visit.week for visit in plan.visits] == [0, 8]
