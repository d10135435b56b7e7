"""The trial among other studies, as a clinician reads it."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.evidence_in_words import entry_in_words
from ipt_outcomes.report.figures.evidence_forest import plot_evidence
from ipt_outcomes.report.figures.evidence_rows import extent, panels
from ipt_outcomes.report.figures.small_studies import plot_small_studies
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.methods_evidence import evidence_facts, evidence_in_methods
from ipt_outcomes.report.sections.evidence import section
from ipt_outcomes.report.tables.evidence import evidence_table

from .evidence import made_up_evidence

FIRST, INDIRECT = "ipt_or_waitlist", "ipt_or_cbt_by_waitlist"
LONG = (
    "Waiting list with telephone monitoring by a research nurse",
    "Cognitive behavioural therapy + sertraline",
    "Interpersonal psychotherapy in groups of eight, with boosters WWWW",
)


def said(plan: Plan, tables: dict[str, pd.DataFrame], name: str = FIRST) -> str:
    return " ".join(entry_in_words(plan, name, tables)[1])


def moved(tables: dict[str, pd.DataFrame], row: str, **numbers: float) -> dict[str, pd.DataFrame]:
    """The tables with other numbers of the rows of that kind."""
    table = tables["evidence_studies"].copy()
    for name, number in numbers.items():
        table.loc[table["row"] == row, name] = number
    return tables | {"evidence_studies": table}


def test_what_is_said_of_the_studies_and_of_the_trial(plan: Plan) -> None:
    text = said(plan, made_up_evidence(plan))
    assert text.startswith("12 studies, 960 people; from simulated studies, none of which exists.")
    assert "g = 0.60 (0.20 to 1.00)" in text and "above zero favours IPT" in text
    assert "standard deviation of 0.20" in text and "I² 40%, 5 to 70%" in text
    assert "expected between 0.00 and 1.20 (95% prediction interval)" in text
    assert "g = 0.55 (0.15 to 0.95). Its interval overlaps the prediction interval" in text
    assert "its effect lies within it" in text
    assert "With this trial among them they would show g = 0.59" in text
    assert "Caution" not in text and "is not seen (Egger's regression" in text


def test_a_trial_further_out_than_expected(plan: Plan) -> None:
    tables = made_up_evidence(plan)
    apart = moved(tables, "trial", estimate=2.0, ci_lower=1.5, ci_upper=2.5)
    assert "lies outside the prediction interval: it is further out" in said(plan, apart)
    beyond = moved(tables, "trial", estimate=1.4, ci_lower=0.9, ci_upper=1.9)
    assert "by no more than chance may bring about in one trial." in said(plan, beyond)


def test_few_studies_are_a_caution_and_have_no_test(plan: Plan) -> None:
    text = said(plan, made_up_evidence(plan, 4))
    assert "Caution: there are only 4 studies." in text
    assert "fewer than 10 studies: no test and no plot of it is shown" in text
    assert "Egger" not in text
    material = report_material(
        plan, made_up_evidence(plan, 4), figures={"evidence": b"", "small_studies": b""}
    )
    made = section(material)
    assert made is not None
    shown = [p.name for block in made.blocks if block.kind == "pictures" for p in block.pictures]
    assert shown == ["evidence"]


def test_small_studies_that_show_more(plan: Plan) -> None:
    tables = made_up_evidence(plan)
    found = tables["evidence_small_studies"].assign(p_value=0.004)
    text = said(plan, tables | {"evidence_small_studies": found})
    assert "Small studies show larger effects than large ones (Egger's regression, p\u00a0=" in text


def test_an_indirect_comparison_is_called_one(plan: Plan) -> None:
    tables = made_up_evidence(plan)
    heading, _ = entry_in_words(plan, INDIRECT, tables)
    assert heading.startswith("IPT − CBT, indirectly")
    text = said(plan, tables, INDIRECT)
    assert text.startswith(
        "Indirect: IPT and CBT by way of what both were compared with (Waitlist)"
    )
    assert "Nobody was randomised between the two in these studies" in text
    assert "This trial, a direct comparison" in text
    lost = tables["evidence_pooled"].copy()
    lost.loc[lost["pooled_of"] == "indirect", "estimate"] = float("nan")
    lost.loc[lost["pooled_of"] == "indirect", "status"] = "1 study stands in both sets"
    text = said(plan, tables | {"evidence_pooled": lost}, INDIRECT)
    assert "cannot be compared by way of Waitlist: 1 study stands in both sets" in text


def test_studies_that_were_not_randomised_are_called_so(plan: Plan) -> None:
    tables = made_up_evidence(plan)
    for name in ("evidence_pooled", "evidence_studies"):
        own = tables[name].copy()
        row = own["row"] != "trial" if "row" in own else own["comparison_is"] != ""
        own.loc[row & (own["comparison_is"] == "randomised"), "comparison_is"] = "observational"
        tables[name] = own
    text = said(plan, tables)
    assert "that were not randomised" in text and "Nobody drew lots in these studies" in text
    assert "did not come about in the same way" in text
    first = panels(plan, tables["evidence_studies"], tables["evidence_pooled"])[0]
    labels = [line.label for line in first.lines if line.kind == "study"]
    assert all(label.endswith("(not randomised)") for label in labels)


def test_the_table_has_the_others_first(plan: Plan) -> None:
    tables = made_up_evidence(plan)
    table = evidence_table(plan, tables["evidence_studies"], tables["evidence_pooled"])
    assert [row.bold for row in table.rows] == [True, False] * 3 + [False]
    texts = dict(zip([column.key for column in table.columns], table.texts[0], strict=True))
    assert texts["where"] == "overlaps it" and texts["new"] == "0.00 to 1.20"
    assert table.notes[0].startswith("SYNTHETIC DATA")


def test_methods_and_facts_say_the_plans_choices(plan: Plan, real_plan: Plan) -> None:
    text = evidence_in_methods(plan)
    assert "IPT − Waitlist, CBT − Waitlist and IPT − CBT (source: simulated studies" in text
    assert "with a correlation of 0.6 (IPT − Waitlist)" in text
    assert "IPT and CBT were compared indirectly, by way of Waitlist" in text
    ((term, lines),) = evidence_facts(plan)
    assert term == "Other studies" and len(lines) == 4
    assert "where condition_arm1 is ipt, condition_arm2 is wl and time is post" in lines[0]
    assert evidence_in_methods(real_plan) == "" and evidence_facts(real_plan) == []


def test_a_plan_without_other_studies_has_no_section(
    real_plan: Plan, real_frames: SimpleNamespace
) -> None:
    assert section(report_material(real_plan, vars(real_frames))) is None


def test_the_axis_holds_zero_and_ends_where_effects_are_out_of_sight(plan: Plan) -> None:
    tables = moved(made_up_evidence(plan), "study", ci_upper=40.0)
    low, high, ticks = extent(panels(plan, tables["evidence_studies"], tables["evidence_pooled"]))
    assert low <= 0.0 <= high <= 5.0 and 0.0 in [round(tick, 9) for tick in ticks]
    assert len(ticks) <= 10


@pytest.mark.parametrize("draw", [plot_evidence, plot_small_studies])
def test_no_words_leave_the_figure(
    plan: Plan, change_plan: Callable[..., Plan], draw: Callable[..., Figure]
) -> None:
    content = plan.model_dump(mode="json", exclude_unset=True)["arms"]
    arms = [arm | {"label": label} for arm, label in zip(content, LONG, strict=True)]
    long = change_plan(arms=arms)
    tables = made_up_evidence(long)
    figure = draw(long, tables["evidence_studies"], tables["evidence_pooled"])
    FigureCanvasAgg(figure).draw()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
    assert any("SYNTHETIC DATA" in text.get_text() for text in texts)
    for text in texts:
        box, page = text.get_window_extent(), figure.bbox
        assert box.x0 >= page.x0 and box.x1 <= page.x1, text.get_text()
        assert box.y0 >= page.y0 - 1 and box.y1 <= page.y1 + 1, text.get_text()
