"""Events and estimands in a plan: what is read, and what is refused with line, rule and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.estimand_of import estimand_of, first_estimand
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

Edit = Callable[[str], Path]

LEFT = '{name: left, label: "Left the trial", day: withdrawal_day}'
CROSSED = '{name: crossed, label: "Began treatment", after: week_16, arms: [waitlist]}'
DIED = '{name: died, label: "Died", day: withdrawal_day, ends_scores: true}'


@pytest.fixture
def with_estimands(root: Path, tmp_path: Path) -> Edit:
    """The demonstration plan with these keys instead of its own."""
    text = demo_plan_text(root)
    kept, passing = [], False
    for line in text.splitlines():
        if line[:1].strip():
            passing = line.startswith(("events:", "estimands:"))
        if not passing:
            kept.append(line)

    def edit(keys: str) -> Path:
        path = tmp_path / "demo_ipt.yaml"
        path.write_text("\n".join([*kept, keys, ""]), encoding="utf-8")
        return path

    return edit


def estimand(events: str, more: str = "", name: str = "a") -> str:
    return f'  - {{name: {name}, label: "An estimand", events: {{{events}}}{more}}}\n'


def test_without_estimands_the_default_says_what_is_done(with_estimands: Edit) -> None:
    plan = read_plan(with_estimands(f"events:\n  - {LEFT}\n  - {CROSSED}"))
    assert first_estimand(plan).events == {"left": "treatment_policy", "crossed": "hypothetical"}
    assert {estimand_of(plan, request).name for request in plan.requests} == {"as_planned"}


def test_a_further_estimand_is_an_analysis_of_its_own(with_estimands: Edit) -> None:
    keys = f"events:\n  - {LEFT}\nestimands:\n" + estimand("left: treatment_policy")
    keys += estimand("left: hypothetical", ", outcomes: [phq9]", name="had_all_stayed")
    plan = read_plan(with_estimands(keys))
    (own,) = (each for each in plan.requests if each.estimand is not None)
    primary = plan.request(plan.primary_of("phq9"))
    assert (own.name, own.label, own.outcomes) == ("had_all_stayed", "An estimand", ("phq9",))
    assert own.options == primary.options and own.kind == primary.kind
    assert estimand_of(plan, own).events == {"left": "hypothetical"}
    # It answers beside the plan's question, not in its place.
    assert plan.role_of("phq9", "had_all_stayed") == "supporting"
    assert plan.primary_of("phq9") == primary.name
    assert "had_all_stayed" not in [each.name for each in plan.requests_of("sas_sr")]


def test_where_outcomes_have_several_primary_analyses_it_is_made_of_each(
    with_estimands: Edit,
) -> None:
    keys = (
        "analyses:\n  - {name: lines, kind: growth, role: primary, outcomes: [sas_sr]}\n"
        f"events:\n  - {LEFT}\nestimands:\n"
        + estimand("left: treatment_policy")
        + estimand("left: hypothetical", name="stayed")
    )
    plan = read_plan(with_estimands(keys))
    made = {each.name: each.kind for each in plan.requests if each.estimand == "stayed"}
    assert made == {"stayed_mmrm": "mmrm", "stayed_lines": "growth"}


def test_a_value_of_composite_is_read(with_estimands: Edit) -> None:
    for written, read in (("worst", "worst"), ("baseline", "baseline"), ("27", 27.0)):
        keys = f"events:\n  - {LEFT}\nestimands:\n"
        keys += estimand("left: treatment_policy")
        more = f", composite: {written}, outcomes: [phq9]"
        keys += estimand("left: composite", more, name="b")
        assert read_plan(with_estimands(keys)).estimands[1].composite == read


@pytest.mark.parametrize(
    ("events", "estimands", "at", "rule", "remedy"),
    [
        ([LEFT, LEFT], "", "name", "another event has this name", "another name"),
        (['{name: e, label: "E"}'], "", "0", "either a `day` or an `after`", "Name the variable"),
        (['{name: e, label: "E", day: withdrawal_day, after: week_4}'], "", "0",
         "either a `day` or an `after`", "Name the variable"),
        (['{name: e, label: "E", after: week_4}'], "", "after", "needs the arm", "`arms: [<arm>]`"),
        (['{name: e, label: "E", day: stopped}'], "", "day",
         "no column with numbers is mapped to 'stopped'", "These are there: withdrawal_day"),
        (['{name: e, label: "E", after: week_4, arms: [act]}'], "", "arms",
         "'act' is not one of the plan's arms", "waitlist"),
        (['{name: e, label: "E", after: week_4, arms: [waitlist, waitlist]}'], "", "arms",
         "waitlist is named twice", "Name it once"),
        (['{name: e, label: "E", after: week_3, arms: [waitlist]}'], "", "after",
         "'week_3' is not one of the plan's visits", "week_0"),
        ([DIED], "", "ends_scores", "must be decided", "composite or while_on_treatment"),
        ([DIED], estimand("died: hypothetical"), "died", "nobody has a score after died",
         "composite or while_on_treatment"),
        ([LEFT], estimand(""), "events", "there is no strategy for left", "treatment_policy"),
        ([LEFT], estimand("left: hypothetical, other: hypothetical"), "other",
         "'other' is not one of the plan's events", "left"),
        ([LEFT], estimand("left: composite"), "0", "`composite` is missing", "worst"),
        ([LEFT], estimand("left: hypothetical", ", composite: worst"), "composite",
         "no event has the strategy composite", "Take the key out"),
        ([LEFT], estimand("left: composite", ", composite: 99"), "composite",
         "it is no score of phq9: 0 to 27", "worst or baseline"),
        ([LEFT], estimand("left: composite", ", composite: best"), "key estimands.0.composite\n",
         "it is none of the words that this key takes", "Use one of: worst, baseline"),
        ([LEFT], estimand("left: hypothetical", ", outcomes: [phq9]"), "outcomes",
         "the first estimand is that of every outcome", "put it second"),
        ([LEFT], estimand("left: hypothetical", name="mmrm"), "name",
         "an estimand or an analysis before it has this name", "another name"),
        ([LEFT], estimand("left: hypothetical") + estimand("left: treatment_policy"), "name",
         "an estimand or an analysis before it has this name", "another name"),
        ([LEFT], estimand("left: forgotten"), "left", "treatment_policy", "treatment_policy"),
    ],
)  # fmt: skip
def test_what_is_refused(
    with_estimands: Edit, events: list[str], estimands: str, at: str, rule: str, remedy: str
) -> None:
    keys = "events:\n" + "".join(f"  - {event}\n" for event in events)
    keys += f"estimands:\n{estimands}" if estimands else ""
    with pytest.raises(PlanError) as caught:
        read_plan(with_estimands(keys))
    said = str(caught.value)
    assert rule in said and remedy in said and at in said
