"""Columns as trials have them are let through: a false alarm costs trust in the true ones."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ipt_outcomes.ingest.gate import gate
from ipt_outcomes.ingest.gate.roles import Role
from ipt_outcomes.ingest.gate.rules import OneCell, Rule, identifier_rules
from ipt_outcomes.ingest.study import read_study
from ipt_outcomes.plan.reading import read_plan

from .conftest import Look

ID, NUMBER, TEXT = Role("identifier"), Role("number"), Role("text")

CLEAN: list[tuple[str, Role, list[str]]] = [
    ("id", ID, ["001", "002", "003"]),
    ("participant", ID, ["D001", "D002", "D240"]),
    ("participant_id", ID, ["P-1001", "P-1002", "P-1003"]),
    ("patient_id", ID, [str(n) for n in range(10_001, 10_301)]),
    ("PATIENT_NO", ID, ["12345", "23456", "34567", "45678"]),
    ("record_id", ID, ["101-1", "101-2", "205-14"]),
    ("subject", ID, ["101-001", "102-017", "203-120"]),
    ("subject", ID, ["01-02-03", "01-02-04", "11-12-13"]),
    ("study_id", ID, ["IPT/001", "IPT/002"]),
    ("id", ID, ["1e5", "MAR1", "SEP2", "DEC12", "=1", "1E10"]),
    ("id", ID, ["00012345", "00012346", "00098765"]),
    ("id", ID, [str(100_000_001 + n) for n in range(50)]),
    ("id", ID, [str(2_340_000_000 + n) for n in range(50)]),
    ("id", ID, [str(101_000_001 + 1_000_000 * (n % 3) + n) for n in range(60)]),
    ("id", ID, ["1012345678", "1012345679", "1012345680", "1012345681", "1012345682"]),
    ("id", ID, [f"2021{n:04d}" for n in range(1, 200)]),
    ("id", ID, [f"2021-{n:03d}" for n in range(1, 200)]),
    ("id", ID, ["9f1c2d3e-0b4a-4f6c-8d7e-1a2b3c4d5e6f", "0a1b2c3d-4e5f-4a6b-8c7d-9e8f7a6b5c4d"]),
    ("code", ID, ["AN05MI", "BE12SA", "MA31KO", "EL07HA", "IR19DO", "UT24OK"]),
    ("code", ID, ["a3f9c2e1", "00b7d4f2", "12e45678"]),
    ("code", ID, ["P3f2a9c01d4e5b678", "P1e59c01d4e5b6780"]),
    # What an exception of the rules is for: a check digit that is not right, numbers that a study
    # gives out in a row, a word that makes the column's name harmless.
    ("subject", ID, ["101-002-017", "101-002-018", "203-001-004", "203-001-006"]),
    ("id", ID, ["301220417", "301220418", "302450019", "303110020"]),
    ("id", ID, [str(2_342_000_000 + n) for n in range(50)]),
    ("response", ID, ["345678901234567", "345678901234601", "345678901234655"]),
    ("id", ID, ["A100000001", "A100000002", "B200000013", "B200000014"]),
    ("code", ID, ["XK3F9TB2RH7LM4ND8", "XK3F9TB2RH7LM4ND9"]),
    ("code", ID, ["QA11AB", "QB12DE", "ZZ13FG"]),
    ("therapist", TEXT, ["10001", "10002", "10114"]),
    ("reaction_time_ns", NUMBER, ["412250812", "531250116", "298412250", "612250440"]),
    ("id", ID, ["S200101", "S200102", "S200103", "S200104"]),
    ("id", ID, ["1.2.12", "1.2.11", "3.1.20", "2.1.14", "4.4.10", "2.2.31"]),
    ("id", ID, ["1.2.1.1", "1.2.1.10", "3.1.2.4", "2.1.3.5", "4.4.1.9"]),
    ("id", ID, ["00000000-0000-0000-0000-123456789012", "00000000-0000-0000-0000-900000000017"]),
    ("id", ID, ["273342983", "599715084", "854059628", "984225423", "960217345"]),
    ("id", ID, ["AB1000001", "AB1000002", "CD1000001"]),
    ("id", ID, ["AB 1001", "AB 1002", "CD 1001"]),
    ("id", ID, ["20001-001", "20001-002", "20002-001"]),
    ("site_city", TEXT, ["Edinburgh", "Glasgow", "Dundee"]),
    ("site_town", TEXT, ["Ayr", "Perth"]),
    ("id", ID, [f"{600_000_001 + 7 * n}" for n in range(12)]),
    ("subject", ID, ["011/0045", "011/0046", "024/0101"]),
    ("postcode_deprivation_decile", NUMBER, ["1", "10"]),
    ("photo_rating", NUMBER, ["1", "5"]),
    ("facebook_minutes", NUMBER, ["0", "45"]),
    ("site", TEXT, ["north", "south", "east"]),
    ("site", TEXT, ["S1", "S2", "S10"]),
    ("site_name", TEXT, ["Clinic A", "Clinic B"]),
    ("site", TEXT, ["Victoria Clinic", "Charlotte House", "Royal Infirmary"]),
    ("centre", TEXT, ["Edinburgh", "Glasgow", "Ayr", "Dundee"]),
    ("hospital", TEXT, ["UKE", "LMU", "RWTH"]),
    ("country", TEXT, ["GB", "DE", "US", "NL"]),
    ("state", TEXT, ["CA", "NY", "TX"]),
    ("country", TEXT, ["GB", "DE", "US", "NL", "FR", "ES", "IT", "SE", "NO"]),
    ("region", TEXT, ["Scotland", "Wales", "England"]),
    ("stratum", TEXT, ["north_first", "south_recurrent", "east_first"]),
    ("stratum", TEXT, ["site 1 / severe", "site 2 / moderate"]),
    ("therapist", TEXT, ["T04", "T11", "T12", ""]),
    ("therapist_id", TEXT, ["1", "2", "17"]),
    ("arm_name", TEXT, ["ipt", "cbt", "waitlist"]),
    ("treatment", TEXT, ["TAU", "BtheB"]),
    ("redcap_event_name", TEXT, ["baseline_arm_1", "month_3_arm_1", "month_12_arm_2"]),
    ("visit_name", TEXT, ["Baseline", "Week 4", "Month 12"]),
    ("event", TEXT, ["V1", "V2", "FU1", "T0", "12m"]),
    ("sex", TEXT, ["f", "m", "female", "male", "non-binary", "prefer not to say"]),
    ("problem_area", TEXT, ["grief", "role_transition", "role dispute", "interpersonal deficits"]),
    ("reason", TEXT, ["moved away", "lost to follow-up", "felt better", "adverse event"]),
    ("withdrawal_reason", TEXT,
     ["no longer wished to take part in the study"] * 6 + ["moved to another part of the country"]),
    ("length", TEXT, ["<6m", ">6m"]),
    ("drug", TEXT, ["Yes", "No"]),
    ("medication_name", TEXT, ["sertraline", "citalopram 20 mg", "none"]),
    ("street_drugs", TEXT, ["never", "past", "current"]),
    ("education", TEXT, ["primary", "secondary", "university degree"]),
    ("marital", TEXT, ["single", "married", "widowed", "divorced/separated"]),
    ("religion", TEXT, ["Christian", "Muslim", "none", "Hindu"]),
    ("ethnicity", TEXT, ["White British", "Asian or Asian British", "Black Caribbean"]),
    ("occupation", TEXT, ["teacher", "nurse", "retired", "at home"]),
    ("income_band", TEXT, ["10,000-19,999", "20,000-29,999", "30,000+"]),
    ("age_group", TEXT, ["18-24", "25-34", "35-44", "65+"]),
    ("diagnosis", TEXT, ["F32.1", "F33.0", "F41.1", "296.32"]),
    ("body_image", TEXT, ["low", "high"]),
    ("video_sessions", NUMBER, ["0", "3", "12"]),
    ("phone_sessions", NUMBER, ["0", "3", "12"]),
    ("telephone_minutes", NUMBER, ["0", "35", "120"]),
    ("email_contacts", NUMBER, ["0", "3"]),
    ("mobile_app_use", NUMBER, ["0", "31.5"]),
    ("days_since_start_date", NUMBER, ["0", "31", "180"]),
    ("birth_year", NUMBER, ["1985", "1990", "2001"]),
    ("birth_weight", NUMBER, ["3250", "2980"]),
    ("updated", TEXT, ["yes", "no"]),
    ("neighbourhood_deprivation", NUMBER, ["1", "10"]),
    ("income", NUMBER, ["25000", "31250", "104000", "9800.50"]),
    ("income", NUMBER, ["-1200.5", "20210304.5", "0"]),
    ("reaction_time", NUMBER, ["412.25", "1031.5", "998"]),
    ("age", NUMBER, ["18", "59", "88.5"]),
    ("week", NUMBER, ["0", "4", "-1", "52"]),
    ("day", NUMBER, ["-14", "0", "31", "308"]),
    ("minutes", NUMBER, ["50", "", "55"]),
    ("phq9_1", NUMBER, ["0", "1", "2", "3", "NA"]),
    ("bdi.pre", NUMBER, ["29", "2.0", "16"]),
    ("sas_sr", NUMBER, ["1.92", "2.06"]),
    ("ip_total", NUMBER, ["12", "40"]),
    ("time", TEXT, ["12:30:45", "09:00:00", "10:15"]),
    ("duration", TEXT, ["1:05", "0:50"]),
    ("version", TEXT, ["1.2", "1.2.3", "v2.0"]),
    ("score_text", TEXT, ["12/27", "3/27", "10 of 63"]),
    ("ratio", TEXT, ["1:1", "2:1"]),
    ("emotion", TEXT, ["joy", "hope", "grief", "anger"]),
    ("wave", TEXT, ["March 2019", "September 2019", "March 2020", "September 2020", "May 2021"]),
    ("welle", TEXT, ["März 2019", "Oktober 2019"]),
    ("wave", TEXT, ["03/2019", "09/2019", "03/2020"]),
    ("wave", TEXT, ["2019-03", "2019-09", "2020-03"]),
    ("intake", TEXT, ["Mar 19", "Sep 19", "Mar 20"]),
    ("cost", NUMBER, [f"{n % 12 + 1}.{1935 + n}" for n in range(40)]),
    ("id", ID, [f"{n:02d}/2019" for n in range(1, 13)] + [f"{n:02d}/2020" for n in range(1, 13)]),
    ("month", TEXT, ["April", "May", "June", "August"]),
    ("season", TEXT, ["summer 2020", "winter 2021"]),
    ("cohort", TEXT, ["2019", "2020", "2021"]),
    ("cohort", TEXT, ["2019/20", "2020/21"]),
    ("group", TEXT, ["A1", "B12", "C3"]),
    ("batch", TEXT, ["B2-115", "B2-116"]),
    ("format", TEXT, ["individual", "group", "online"]),
    ("item", TEXT, ["PHQ9_01", "PHQ9_02", "BDI-II 3"]),
    ("empty", TEXT, ["", "NA", ""]),
    ("comparison", TEXT, ["<script>alert(1)</script>", "$(rm -rf x)", "../../x"]),
]  # fmt: skip


# What lets through, in a rule's patterns, cells that look like identifiers; and without it.
EXCEPTIONS: dict[str, object] = {
    "check": None,
    "scattered": False,
    "beginnings": 1,
    "not_in": (),
    "alike": None,
    "years_apart": 0,
}


def without(rule: Rule, exception: str) -> Rule:
    """The rule as it would be without that exception."""
    if exception == "unless":
        return rule.model_copy(update={"unless": ()})

    def strict(one: OneCell) -> OneCell:
        known = exception in type(one).model_fields
        return one.model_copy(update={exception: EXCEPTIONS[exception]}) if known else one

    changed = {
        "one_cell_has": tuple(map(strict, rule.one_cell_has)),
        "most_cells_are": tuple(map(strict, rule.most_cells_are)),
    }
    return rule.model_copy(update=changed)


STRICTER = {
    f"{rule.name}: {exception}": without(rule, exception)
    for rule in identifier_rules()
    for exception in ("unless", *EXCEPTIONS)
    if without(rule, exception) != rule
}


@pytest.mark.parametrize(
    ("column", "role", "cells"), CLEAN, ids=[f"{n}-{c}" for n, (c, _, _) in enumerate(CLEAN)]
)
def test_let_through(look: Look, column: str, role: Role, cells: list[str]) -> None:
    assert look(column, cells, role) == ()


@pytest.mark.parametrize(
    ("column", "role", "cells"), CLEAN, ids=[f"{n}-{c}" for n, (c, _, _) in enumerate(CLEAN)]
)
def test_let_through_for_what_it_holds(
    look: Look, column: str, role: Role, cells: list[str]
) -> None:
    """The gate has looked: one identifier among the same cells is found, on its line."""
    (problem,) = look(column, [*cells, "jo@example.org"], role)
    assert "e-mail address" in problem.rule
    assert problem.line == len(cells) + 2


@pytest.mark.parametrize("stricter", STRICTER.values(), ids=STRICTER)
def test_every_exception_lets_something_through(
    look: Look, monkeypatch: pytest.MonkeyPatch, stricter: Rule
) -> None:
    """An exception that no column here needs could go wrong unseen, or could go."""
    monkeypatch.setattr(gate, "identifier_rules", lambda: (stricter,))
    assert any(look(column, cells, role) for column, role, cells in CLEAN)


@pytest.mark.parametrize("trial", ["demo_ipt", "beat_the_blues"])
def test_shipped_trials_are_let_through(root: Path, trial: str) -> None:
    assert len(read_study(read_plan(root / f"config/trials/{trial}.yaml")).participants) >= 100


@pytest.mark.parametrize(
    "file",
    ["anorexia_cbt_ft_control", "antidepressant_hamd17", "enrichd_cbt_bdi_sessions",
     "rogers_qids_ybocs_items"],
)  # fmt: skip
def test_columns_of_real_trials_are_let_through(look: Look, extra_data: Path, file: str) -> None:
    table = pd.read_csv(extra_data / f"{file}.csv", dtype=str, keep_default_na=False)
    for column in table:
        cells = table[column].tolist()
        numbers = pd.to_numeric(table[column], errors="coerce").notna().all()
        assert look(column, cells, NUMBER if numbers else TEXT) == (), column


def test_free_text_is_refused_though_it_names_nobody(look: Look) -> None:
    cells = [
        "felt that talking about work had helped a good deal",
        "would rather have had more time for the homework",
        "said little of the quarrel that began it all",
        "came late and left early on most of the days",
    ]
    (problem,) = look("view", cells)
    assert "free text" in problem.rule
    assert look("view", cells * 5) == ()
    (problem,) = look("view", ["short"] * 100 + ["long " * 30])
    assert "free text" in problem.rule
    assert problem.column == "view"
