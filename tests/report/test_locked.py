"""Reports of locked plans: what is stamped exploratory, and what is said of the lock."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.touches import exploratory
from ipt_outcomes.report.contents import outcome_figures, sections, trial_figures
from ipt_outcomes.report.locked_words import NOT_LOCKED, how_it_stands, value_in_words
from ipt_outcomes.report.material import Material, report_material
from ipt_outcomes.report.section import Paragraph, Table
from ipt_outcomes.report.shown_table import ShownTable
from ipt_outcomes.report.standing_words import exploratory_stamp

from ..locked_plan import Change, amended_then, locked_then
from .ledger import made_up_effect_sizes, made_up_hypotheses, made_up_over_time
from .tipping import made_up_points, made_up_tipping

PHQ9, HRSD17 = "Depression, self-report (PHQ-9)", "Depression, clinician (HRSD-17)"


# Tables of the made-up trial that show no analysis: of who counts, and of scores as given.
NOT_OF_SCORES = {"cluster-sizes"}
OF_SCORES_ALONE = {"observed", "reliability"}


def complete_items(plan: dict[str, Any]) -> None:
    plan["scores"][0]["scales"]["phq9"]["missing_items"] = "complete"


def as_made_up(change: Change) -> ipt.Plan:
    """The plan of the made-up tables, locked and then changed."""
    return locked_then(change, of=lambda plan: plan["visits"].pop())


@pytest.fixture
def make_material(frames: SimpleNamespace, make_scenarios: Any) -> Any:
    def make(plan: ipt.Plan) -> Material:
        tables: dict[str, pd.DataFrame] = {
            **vars(frames),
            "scenarios": make_scenarios(),
            "tipping": made_up_tipping(),
            "tipping_points": made_up_points(),
            "hypotheses": made_up_hypotheses(frames.effects),
            "effect_sizes": made_up_effect_sizes(frames.effects),
            "over_time": made_up_over_time(frames.effects),
        }
        return report_material(plan, tables)

    return make


def shown(material: Material) -> dict[str, ShownTable]:
    return {
        block.table.name: block.table
        for section in sections(material)
        for block in section.blocks
        if isinstance(block, Table)
    }


def words_in(figure: Any) -> str:
    """What stands around a figure, and in it where it is empty."""
    if isinstance(figure, Figure):
        said = [text.get_text() for axes in figure.axes for text in axes.texts]
        said += [text.get_text() for text in figure.texts]
    else:
        said = [str(figure.labels.get(name, "")) for name in ("title", "subtitle", "caption")]
        # What an empty figure says stands in it.
        said += [str(layer.geom.aes_params.get("label", "")) for layer in figure.layers]
    return " ".join(" ".join(said).split())


def test_every_table_and_figure_says_that_all_is_exploratory(make_material: Any) -> None:
    material = make_material(as_made_up(lambda plan: plan.update(alpha=0.1)))
    stamp = "EXPLORATORY: the plan was changed after it was locked (2026-03-04)."
    tables = shown(material)
    assert len(tables) >= 14
    for name, table in tables.items():
        assert any(stamp in note for note in table.notes), name
    figures = dict(trial_figures(material))
    for outcome in ("phq9", "iip32"):  # drawn; and with nothing to draw
        figures |= {f"{name} {outcome}": each for name, each in outcome_figures(material, outcome)}
    assert len(figures) >= 12
    for name, figure in figures.items():
        assert stamp in words_in(figure), name


def test_rows_are_stamped_one_by_one(make_material: Any) -> None:
    material = make_material(as_made_up(complete_items))
    stamp = f"EXPLORATORY, not in the plan as locked (2026-03-04): {PHQ9}."
    found = shown(material)
    stamped = {name: any(stamp in note for note in of.notes) for name, of in found.items()}
    # How a scale is scored is nothing to who shares a cluster, or to what happened to people.
    assert {name for name, there in stamped.items() if not there} <= NOT_OF_SCORES
    seen = set()
    for name, table in found.items():
        for row in table.rows:
            if "status" in row.cells and row.group is not None:
                exploratory_row = "; exploratory" in str(row.cells["status"])
                assert exploratory_row == row.group.startswith(PHQ9), (name, row.group)
                seen.add((name, exploratory_row))
    for name in ("effects-endpoint", "hypotheses"):
        assert {(name, True), (name, False)} <= seen, name


def test_what_does_not_rest_on_an_endpoint_is_not_stamped_for_it(make_material: Any) -> None:
    material = make_material(
        as_made_up(lambda plan: plan["outcomes"][0].update(endpoint="week_12"))
    )
    for name, table in shown(material).items():
        stamped = any("EXPLORATORY" in note for note in table.notes)
        assert stamped == (name not in NOT_OF_SCORES | OF_SCORES_ALONE), name


def test_a_figure_of_an_outcome_is_stamped_by_what_is_its_own(make_material: Any) -> None:
    material = make_material(as_made_up(complete_items))
    for outcome, there in (("phq9", True), ("hrsd17", False)):
        for name, figure in outcome_figures(material, outcome):
            assert ("EXPLORATORY" in words_in(figure)) == there, (outcome, name)
    for name, figure in trial_figures(material):
        # Of harms it is nothing how a scale is scored.
        assert ("EXPLORATORY" in words_in(figure)) == (name != "harms"), name


def test_of_a_plan_with_other_words_nothing_is_stamped(make_material: Any) -> None:
    plan = as_made_up(lambda plan: plan.update(title="Another title"))
    material = make_material(plan)
    tables = shown(material)
    assert tables.pop("lock-differences").texts[0][3] == "nothing: no result rests on it"
    for name, table in tables.items():
        assert not any("EXPLORATORY" in note for note in table.notes), name
        assert not any("exploratory" in text for row in table.texts for text in row), name
    assert (material.table("effects")["standing"] == "planned").all()
    assert how_it_stands(plan)[-1] == "This run differs from it in 1 key, not amended."


def test_a_plan_that_was_not_locked_says_so_and_stamps_nothing(
    plan: ipt.Plan, make_material: Any
) -> None:
    material = make_material(plan)
    assert NOT_LOCKED in said_of_the_lock(material) and how_it_stands(plan) == []
    for name, table in shown(material).items():
        assert not any("EXPLORATORY" in note for note in table.notes), name
    assert (material.table("effects")["standing"] == "unlocked").all()


def test_a_plan_that_was_locked_and_kept_to(make_material: Any) -> None:
    plan = as_made_up(lambda _: None)
    assert said_of_the_lock(make_material(plan)) == [
        "The plan was locked on 2026-03-04, before there were data files.",
        "This run's plan is the one that was locked.",
    ]
    assert how_it_stands(plan) == []


def said_of_the_lock(material: Material) -> list[str]:
    """The paragraphs below the plan."""
    (found,) = (each for each in sections(material) if each.anchor == "plan")
    return [part for each in found.blocks if isinstance(each, Paragraph) for part in each.parts]


def test_the_page_says_at_its_top_what_was_changed(frames: SimpleNamespace) -> None:
    tables = {name: vars(frames)[name] for name in ("models", "means", "effects")}
    page = ipt.report_page(report_material(as_made_up(complete_items), tables))
    top = page.split("<nav")[0]
    assert f"EXPLORATORY, not in the plan as locked (2026-03-04): {PHQ9}." in top
    assert "This run differs from it in 1 key, not amended." in top
    assert "This is exploratory: the plan as it was locked did not ask for it so." in top


def test_the_differences_stand_key_by_key(make_material: Any) -> None:
    def change(plan: dict[str, Any]) -> None:
        complete_items(plan)
        plan["contrasts"][2]["margin"] = 4
        plan["arms"][1]["label"] = "Cognitive therapy"

    table = shown(make_material(as_made_up(change)))["lock-differences"]
    assert [text[:3] for text in table.texts] == [
        ("scores.1.scales.phq9.missing_items", "–", "complete"),
        ("arms.cbt.label", "CBT", "Cognitive therapy"),
        ("contrasts.ipt - cbt (phq9).margin", "2.5", "4"),
    ]
    assert [text[3] for text in table.texts] == [
        PHQ9,
        "nothing: no result rests on it",
        f"IPT against Cognitive therapy ({PHQ9})",
    ]


def test_amendments_stand_with_their_day_and_reason(make_material: Any) -> None:
    plan = as_made_up(complete_items)
    plan = amended_then(plan, lambda p: p.update(alpha=0.1), day="2026-05-06", data=False)
    plan = amended_then(plan, lambda _: None, day="2026-06-07", data=True)
    material = make_material(plan)
    table = shown(material)["lock-amendments"]
    assert table.texts == (
        ("2026-05-06", "Seen to on 2026-05-06", "scores.1.scales.phq9.missing_items", "–",
         "complete", "no"),
        ("2026-06-07", "Seen to on 2026-06-07", "alpha", "0.05", "0.1", "yes"),
    )  # fmt: skip
    assert "lock-differences" not in shown(material)
    assert how_it_stands(plan) == [
        "The plan was locked on 2026-03-04, before there were data files.",
        "It was amended on 2026-05-06 (before there were data files) and 2026-06-07 (the data "
        "files being there).",
    ]
    # What was changed when there were data is exploratory, amended or not.
    assert exploratory(plan).everything and not exploratory(plan).outcomes


def test_a_long_list_of_what_is_exploratory_is_cut() -> None:
    def change(plan: dict[str, Any]) -> None:
        complete_items(plan)
        plan["models"]["growth"]["time"] = "log"
        plan["visits"][5]["window"] = [160, 224]
        plan["contrasts"][3]["hypothesis"] = "non-inferiority"
        plan["contrasts"][3]["margin"] = 2
        plan["seed"] = 9

    stamp = exploratory_stamp(as_made_up(change))
    assert stamp.startswith(
        f"EXPLORATORY, not in the plan as locked (2026-03-04): {PHQ9}; Week 28;"
    )
    assert stamp.endswith("; 3 more.")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"), ([], "–"), (True, "yes"), (2.0, "2"), (0.05, "0.05"), ("us", "us"),
        ([14, 41], "14, 41"), ({"a": "b", "label": None, "window": [1, 2]}, "a: b; window: 1, 2"),
    ],
)  # fmt: skip
def test_values_are_shown_as_people_write_them(value: Any, said: str) -> None:
    assert value_in_words(value) == said
