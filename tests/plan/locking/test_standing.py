"""What a change of a locked plan makes exploratory: what the locked plan would not give."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.locked import not_amended
from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.locking.touched import Touched
from ipt_outcomes.plan.locking.touches import exploratory, standing_said
from ipt_outcomes.tables import TABLES
from ipt_outcomes.tables.columns import STANDING
from ipt_outcomes.tables.place import place_of

from ...locked_plan import Change, amended_then, locked_then
from ...recorded_plan import changed, keys

FILES = ("participants", "sessions", "fidelity", "adverse_events", "scores")
OUTCOMES = ("phq9", "hrsd17", "iip32", "sas_sr")


def of_every(analysis: str, *outcomes: str) -> frozenset[tuple[str, str]]:
    return frozenset((outcome, analysis) for outcome in outcomes or OUTCOMES)


def new_outcome(plan: dict[str, Any]) -> None:
    plan["scores"][0]["scales"]["gad7"] = {"total": "gad7"}
    plan["outcomes"].append(
        {"name": "gad7", "label": "Anxiety", "scale": "gad7", "role": "secondary",
         "endpoint": "week_16"}
    )  # fmt: skip


def new_visit(plan: dict[str, Any]) -> None:
    visit = {"name": "week_52", "label": "Week 52", "week": 52, "phase": "follow_up"}
    plan["visits"].append(visit | {"window": [340, 380]})


def families(plan: dict[str, Any]) -> None:
    plan["multiplicity"] = [{"name": "all", "method": "holm", "outcomes": ["phq9", "hrsd17"]}]


WORDS_ALONE: dict[str, Change] = {
    "title": lambda p: p.update(title="Another", description="Other words"),
    "an arm's label": lambda p: p["arms"][0].update(label="Waiting"),
    "an outcome's label": lambda p: p["outcomes"][0].update(label="Depression"),
    "where the data lie": lambda p: p["participants"].update(file="data/raw/people.csv"),
    "which column": lambda p: p["scores"][0]["scales"].update(hrsd17={"total": "ham_d"}),
    "enrolment": lambda p: p["enrolment"].update(assessed=313),
    "few": lambda p: p.update(few=8),
    "a covariate mapped": lambda p: p["participants"].update(
        covariates={"married": {"column": "married", "type": "category"}}
    ),
}
TOUCHED: dict[str, tuple[Change, Touched]] = {
    "alpha": (lambda p: p.update(alpha=0.1), Touched(everything=True)),
    "covariates": (
        lambda p: p["models"].update(covariates=["age"]),
        Touched(everything=True),
    ),
    "clusters": (lambda p: p["clusters"].pop(), Touched(everything=True)),
    "the reference arm": (lambda p: p["arms"].reverse(), Touched(everything=True)),
    "the baseline": (
        lambda p: p["visits"][0].update(window=[-28, 0]),
        Touched(everything=True),
    ),
    "who counts": (
        lambda p: p["participants"].update(rows={"consented": ["yes"]}),
        Touched(everything=True),
    ),
    "an outcome": (
        new_outcome, Touched(outcomes=frozenset({"gad7"}), scores=frozenset({"gad7"}))
    ),
    "an endpoint": (
        lambda p: p["outcomes"][1].update(endpoint="week_12"),
        Touched(outcomes=frozenset({"hrsd17"})),
    ),
    "how items are scored": (
        lambda p: p["scores"][0]["scales"]["phq9"].update(missing_items="complete"),
        Touched(outcomes=frozenset({"phq9"}), scores=frozenset({"phq9"})),
    ),
    "a visit": (
        new_visit,
        Touched(visits=frozenset({"week_52"}), analyses=of_every("mmrm")),
    ),
    "a visit of both models": (
        lambda p: p["visits"][2].update(window=[45, 69]),
        Touched(
            visits=frozenset({"week_8"}), analyses=of_every("mmrm") | of_every("growth")
        ),
    ),
    "a margin": (
        lambda p: p["contrasts"][2].update(margin=4),
        Touched(contrasts=frozenset({("phq9", "ipt", "cbt")})),
    ),
    "a contrast of one outcome": (
        lambda p: p["contrasts"][3].update(outcomes=["hrsd17"]),
        Touched(),
    ),
    "a contrast": (
        lambda p: p["contrasts"].append(
            {"test": "cbt", "comparison": "ipt", "hypothesis": "superiority",
             "outcomes": ["iip32"]}
        ),
        Touched(contrasts=frozenset({("iip32", "cbt", "ipt")})),
    ),
    "an analysis's options": (
        lambda p: p["models"]["mmrm"].update(covariance="ar1"),
        Touched(analyses=of_every("mmrm")),
    ),
    "another analysis": (
        lambda p: p.update(analyses=[{"name": "late", "kind": "growth", "outcomes": ["phq9"]}]),
        Touched(analyses=of_every("late", "phq9")),
    ),
    "another primary analysis": (
        lambda p: p.update(
            analyses=[{"name": "late", "kind": "mmrm", "role": "primary", "outcomes": ["phq9"]}]
        ),
        Touched(outcomes=frozenset({"phq9"}), analyses=of_every("late", "phq9")),
    ),
    "a further estimand": (
        lambda p: p["estimands"].append(
            {"name": "whatever", "label": "Whatever happens",
             "events": {"crossed_over": "treatment_policy"}}
        ),
        Touched(analyses=of_every("whatever")),
    ),
    "the estimand": (
        lambda p: p["estimands"][0]["events"].update(crossed_over="treatment_policy"),
        Touched(everything=True),
    ),
    "an assumption on who left": (
        lambda p: p["missing"].update(leaving_odds=3),
        Touched(scenarios=True),
    ),
    "the seed": (
        lambda p: p.update(seed=1),
        Touched(
            scenarios=True, further=frozenset({("personalized_advantage", "ipt_or_cbt")})
        ),
    ),
    "what differences are divided by": (
        lambda p: p.update(effect_size={"standardiser": "change"}),
        Touched(sizes=True),
    ),
    "families": (families, Touched(hypotheses=frozenset({"phq9", "hrsd17"}))),
}  # fmt: skip


@pytest.mark.parametrize("change", WORDS_ALONE.values(), ids=WORDS_ALONE)
def test_words_and_where_the_data_lie_make_nothing_exploratory(change: Change) -> None:
    assert not exploratory(locked_then(change))


@pytest.mark.parametrize(("change", "expected"), TOUCHED.values(), ids=TOUCHED)
def test_what_a_change_makes_exploratory(change: Change, expected: Touched) -> None:
    plan = locked_then(change)
    assert exploratory(plan) == expected
    # Another text runs the stages again that write it down.
    assert (standing_said(plan) == standing_said(locked_then(lambda _: None))) == (not expected)


def test_an_outcome_of_a_family_bears_on_the_familys_hypotheses() -> None:
    plan = locked_then(lambda p: p["outcomes"][1].update(endpoint="week_12"), of=families)
    touched = exploratory(plan)
    assert touched.outcomes == {"hrsd17"}
    assert touched.hypotheses == {"phq9", "hrsd17"}


def test_the_primary_analysis_again_for_an_estimand_changes_with_it() -> None:
    def further(plan: dict[str, Any]) -> None:
        plan["estimands"].append(
            {"name": "other", "label": "Other", "events": {"crossed_over": "treatment_policy"}}
        )

    plan = locked_then(lambda p: p["models"]["mmrm"].update(covariance="ar1"), of=further)
    expected = of_every("mmrm") | of_every("other")
    assert exploratory(plan).analyses == expected


def test_what_was_amended_before_there_were_data_is_planned_and_after_is_not() -> None:
    plan = locked_then(lambda p: p["outcomes"][1].update(endpoint="week_12"))
    earlier: Change = lambda p: p["outcomes"][2].update(endpoint="week_12")  # noqa: E731
    plan = amended_then(plan, earlier, day="2026-05-06", data=False)
    assert exploratory(plan) == Touched(outcomes=frozenset({"iip32"}))
    plan = amended_then(plan, lambda _: None, day="2026-05-07", data=True)
    assert not_amended(plan) == ()
    assert exploratory(plan) == Touched(outcomes=frozenset({"iip32"}))


def test_a_change_of_any_key_is_words_or_touches_something() -> None:
    """Each key in turn: what is no word or place of the data makes something exploratory."""
    plan = locked_then(lambda _: None)
    nothing = set()
    for key in keys(plan):
        touched = exploratory(changed(plan, key))
        if not touched:
            nothing.add(key.split(".")[0] if key.split(".")[0] in FILES else key)
    assert nothing == {
        "trial", "title", "source", "description", "enrolment.assessed", "enrolment.excluded",
        "ignore_clusters", "pseudonyms", "few", "arms.label", "visits.label", "outcomes.label",
        "clusters.label", "events.label", "estimands.label", "estimands.population", *FILES,
        "moderators.label", "personalized_advantage.label", "analysis_sets.label",
        # A scale that no outcome has.
        "measures",
    }  # fmt: skip


ROWS = [
    {"outcome": outcome, "analysis": analysis, "test": test, "comparison": other, "visit": visit}
    for outcome in ("phq9", "hrsd17")
    for analysis in ("mmrm", "growth")
    for test, other in (("ipt", "waitlist"), ("ipt", "cbt"))
    for visit in ("week_8", "week_16")
]


def stamped(plan: ipt.Plan, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """As `with_standing`, of a frame with the key columns alone."""
    return with_standing(plan, {name: frame})[name]


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ("an endpoint", "outcome == 'hrsd17'"),
        ("a margin", "outcome == 'phq9' and comparison == 'cbt'"),
        ("an analysis's options", "analysis == 'mmrm'"),
        ("a visit of both models", "outcome == outcome"),
        ("alpha", "outcome == outcome"),
        ("families", "outcome != outcome"),
    ],
)
def test_a_row_is_stamped_by_what_its_columns_say(change: str, apart: str) -> None:
    plan = locked_then(TOUCHED[change][0])
    found = stamped(plan, "effects", pd.DataFrame(ROWS))
    expected = found.index.isin(found.query(apart).index)
    assert list(found[STANDING] == "exploratory") == list(expected)
    assert set(found[STANDING]) <= {"planned", "exploratory"}


def test_a_table_without_a_column_of_analyses_rests_on_the_primary_one() -> None:
    frame = pd.DataFrame({"outcome": ["phq9"], "cluster": ["therapist"], "visit": ["week_16"]})
    mmrm = locked_then(TOUCHED["an analysis's options"][0])
    assert list(stamped(mmrm, "intraclass", frame)[STANDING]) == ["exploratory"]
    growth = locked_then(lambda p: p["models"]["growth"].update(time="log"))
    assert list(stamped(growth, "intraclass", frame)[STANDING]) == ["planned"]


def test_scenarios_and_hypotheses_have_changes_of_their_own() -> None:
    frame = pd.DataFrame(ROWS[:2])
    seed = locked_then(TOUCHED["the seed"][0])
    for name, expected in (
        ("scenarios", "exploratory"),
        ("tipping", "exploratory"),
        ("effects", "planned"),
    ):
        assert set(stamped(seed, name, frame)[STANDING]) == {expected}, name
    holm = locked_then(families)
    for name, expected in (("hypotheses", "exploratory"), ("effects", "planned")):
        assert set(stamped(holm, name, frame)[STANDING]) == {expected}, name


def test_a_span_of_visits_is_stamped_by_either_end() -> None:
    from ipt_outcomes.plan.locking import standing

    frame = pd.DataFrame(
        {"outcome": ["phq9"] * 3, "first": ["a", "b", "b"], "last": ["b", "a", "b"]}
    )
    plan = locked_then(lambda _: None)
    found = standing._standing(plan, Touched(visits=frozenset({"a"})), "over_time", frame)
    assert list(found) == ["exploratory", "exploratory", "planned"]


def test_a_further_key_stamps_the_tables_that_are_called_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever adds a key and its tables need not know of locks."""
    from ipt_outcomes.plan.locking import standing

    plan = locked_then(lambda _: None)
    monkeypatch.setitem(TABLES, "guide_tests", TABLES["effects"])
    monkeypatch.setitem(TABLES, "clinical_shares", TABLES["effects"])
    rows = pd.DataFrame({"outcome": ["phq9", "hrsd17"], "guide": ["age", "sex"]})
    guides = Touched(further=frozenset({("guides", "age")}))
    assert list(standing._standing(plan, guides, "guide_tests", rows)) == ["exploratory", "planned"]
    assert (
        list(standing._standing(plan, guides, "effects", rows.drop(columns="guide")))
        == ["planned"] * 2
    )
    of_outcome = Touched(further=frozenset({("clinical_change", "hrsd17.cutoff")}))
    own = rows.drop(columns="guide")
    assert list(standing._standing(plan, of_outcome, "clinical_shares", own)) == [
        "planned",
        "exploratory",
    ]
    whole = Touched(further=frozenset({("clinical_change", "")}))
    assert set(standing._standing(plan, whole, "clinical_shares", own)) == {"exploratory"}


def test_every_table_of_results_of_an_outcome_has_the_column() -> None:
    before = {"ingest", "prepare", "models", "describe"}
    for name, schema in TABLES.items():
        placed = bool(schema.metadata) and place_of(schema).stage not in before
        of_results = placed and bool({"outcome", "joint"} & set(schema.columns))
        assert (STANDING in schema.columns) == of_results, name
    assert STANDING in TABLES["effects"].columns and STANDING not in TABLES["outcomes"].columns
