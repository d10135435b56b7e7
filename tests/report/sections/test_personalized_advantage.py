"""What the report says of an index: the benefit beyond the average difference, and of whom."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.advantage_in_words import advantage_facts, advantage_methods, in_words
from ipt_outcomes.report.figures.advantage import plot_advantage
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Paragraph, Section, Table
from ipt_outcomes.report.sections.personalized_advantage import section

from ..advantage import ROW, made_up_advantage


def said(plan: Plan, **changes: Any) -> str:
    tables = made_up_advantage(**changes)
    row = tables["personalized_advantage"].iloc[0]
    return in_words(plan, row, tables["advantage_benefits"])


def shown(plan: Plan, **changes: Any) -> Section:
    found = section(report_material(plan, made_up_advantage(**changes)))
    assert found is not None
    return found


def test_the_sentences_say_what_counts(plan: Plan) -> None:
    words = said(plan)
    for part in (
        "IPT or CBT: Depression, self-report (PHQ-9) (exploratory), at Week 16.",
        "61 people of IPT and 63 of CBT had a score; 20 and 17 had none",
        "recommended IPT to 58.0% of people",
        "1.2 points better off than those who got the other arm (−1.0 to 3.4)",
        "Beyond it the benefit was 0.6 points (−1.2 to 2.4, p\xa0=\xa0.510).",
        "Following the index is not shown to help. The index promised 1.9 points.",
        "For each point of difference that it predicts, 0.34 came about: it promises too much.",
        "no benefit below 2.7 points would be found reliably",
    ):
        assert part in words
    assert "do not agree" not in words


def test_what_was_named_beforehand_is_not_stamped(plan: Plan) -> None:
    assert "exploratory" not in said(plan, claim="pre-specified")
    tables = [b.table for b in shown(plan, claim="pre-specified").blocks if isinstance(b, Table)]
    assert all("exploratory" not in str(row.group) for table in tables for row in table.rows)
    assert all("(exploratory)" in str(row.group) for row in shown(plan).blocks[2].table.rows)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"missing_outcomes": "completers"}, "COMPLETERS ONLY: 20 and 17 had none"),
        (
            {"missing_test": 0, "missing_comparison": 0, "missing_outcomes": "none missing"},
            "63 of CBT had a score, and nobody had none.",
        ),
        ({"calibration_slope": -0.2}, "−0.20 came about: it predicts nothing."),
        ({"calibration_slope": 1.1}, "1.10 came about. With"),
        ({"calibration_slope": float("nan")}, "promised 1.9 points. With"),
        ({"conclusion": "shown to help"}, "Following the index is shown to help."),
    ],
)
def test_what_else_there_may_be_to_say(plan: Plan, changes: dict[str, Any], part: str) -> None:
    assert part in said(plan, **changes)


def test_where_p_value_and_interval_part_nothing_is_concluded(plan: Plan) -> None:
    tables = made_up_advantage()
    benefits = tables["advantage_benefits"]
    benefits["p_value"] = benefits["p_value"].where(benefits["p_value"].isna(), 0.03)
    words = in_words(plan, tables["personalized_advantage"].iloc[0], benefits)
    assert "The p-value and the interval do not agree here, and nothing is concluded." in words


def test_an_index_without_a_result_says_why(plan: Plan) -> None:
    reason = "12 people of ipt and 63 of cbt have an outcome"
    words = said(plan, status="not estimable", reason=reason, conclusion=None)
    assert words.endswith(f"There is no result: {reason}.")
    tables = made_up_advantage(status="not estimable", reason=reason, conclusion=None)
    for name in ("advantage_benefits", "advantage_predictors"):
        tables[name] = tables[name].iloc[:0]
    found = section(report_material(plan, tables))
    assert found is not None
    assert all(isinstance(block, Paragraph) for block in found.blocks)


def test_without_the_key_there_is_no_section(plan: Plan) -> None:
    empty = {name: frame.iloc[:0] for name, frame in made_up_advantage().items()}
    assert section(report_material(plan, empty)) is None


def test_the_table_has_in_bold_what_counts(plan: Plan) -> None:
    table = shown(plan).blocks[2]
    assert isinstance(table, Table)
    bold = [row.cells["against"] for row in table.table.rows if row.bold]
    assert bold == ["the same arms by lot (beyond the average difference)"] * 2
    assert table.table.texts[1][2:] == ("0.62 (−1.18 to 2.42)", ".510")
    assert table.table.texts[2][1:] == ("IPT for all", "−0.31 (−1.71 to 1.09)", "–")


def test_the_methods_and_the_facts_name_the_predictors(plan: Plan) -> None:
    (method,) = advantage_methods(plan)
    assert "(DeRubeis et al. 2014; exploratory) of IPT − CBT" in method
    assert "problem area" in method and "repeated 5 times with scikit-learn" in method
    assert "the same therapist or therapy group share was not modelled" in method
    ((term, lines),) = advantage_facts(plan)
    assert term == "Personalized advantage" and lines[0].startswith("IPT or CBT (exploratory)")
    without = plan.model_copy(update={"personalized_advantage": ()})
    assert advantage_methods(without) == advantage_facts(without) == []


def test_the_figure_has_a_row_for_each_benefit_and_predictor(plan: Plan) -> None:
    tables = made_up_advantage()
    figure = plot_advantage(plan, tables["advantage_benefits"], tables["advantage_predictors"])
    benefits, kept = figure.axes
    assert len(benefits.get_yticks()) == 8
    low, high = benefits.get_xlim()
    assert low < tables["advantage_benefits"]["ci_lower"].min() < 0 < high
    bars = [bar.get_width() for bar in kept.patches]  # type: ignore[attr-defined]
    assert bars == pytest.approx([92.0, 36.0, 12.0])
    words = [text.get_text() for text in figure.texts]
    assert words[0].startswith("SYNTHETIC DATA") and "(exploratory)" in words[1]


def test_the_figure_of_nothing_says_so(plan: Plan) -> None:
    empty = {name: frame.iloc[:0] for name, frame in made_up_advantage().items()}
    figure = plot_advantage(plan, empty["advantage_benefits"], empty["advantage_predictors"])
    assert "Nothing to show" in figure.texts[0].get_text()


def test_the_row_made_up_is_whole() -> None:
    assert pd.Series(ROW).drop("reason").notna().all()
