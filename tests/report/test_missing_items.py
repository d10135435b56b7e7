"""Unanswered items in the report: words, table, figure."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.missing_items import missing_items_in_words, missing_items_table
from ipt_outcomes.report.missing_items_figure import plot_missing_items
from ipt_outcomes.report.page import report_page
from ipt_outcomes.report.saving import figure_bytes
from ipt_outcomes.tables import TABLES, checked

RULES = (("two_items", 2, 100, 0), ("one_item", 1, 99, 1), ("complete", 0, 90, 10))


def made_up(**changes: Any) -> pd.DataFrame:
    """IPT against the waitlist under three rules; `changes` are those of `complete`."""
    rows = []
    for rule, most, totals, changed in RULES:
        row = {
            "outcome": "phq9", "role": "primary", "scale": "phq9", "rule": rule,
            "planned": rule == "two_items", "most_missing": most, "forms": 100, "totals": totals,
            "changed": changed, "test": "ipt", "comparison": "waitlist", "visit": "week_16",
            "estimate": -2.0 - changed / 100, "se": 0.8, "df": 90.0, "ci_lower": -3.6,
            "ci_upper": -0.4, "p_value": 0.01, "conclusion": "test arm better",
            "shift": -changed / 100, "participants": 80, "observations": 300, "status": "ok",
        }  # fmt: skip
        rows.append(row | changes if rule == "complete" else row)
    types = {name: str(column.dtype) for name, column in TABLES["missing_items"].columns.items()}
    return checked("missing_items", pd.DataFrame(rows).astype(types))


def test_a_choice_that_does_not_matter(plan: Plan) -> None:
    (said,) = missing_items_in_words(plan, made_up())
    assert "100 of 100 forms have a total by the plan's rule" in said
    assert "of 1 form (up to 1 made up for) and 10 forms (complete forms only)" in said
    assert "move by at most 0.10 points (0.12 standard errors); no conclusion changes." in said


def test_a_choice_that_changes_a_conclusion(plan: Plan) -> None:
    changed = made_up(
        estimate=-1.4, shift=0.6, ci_lower=-3.0, ci_upper=0.2, conclusion="no difference shown"
    )
    (said,) = missing_items_in_words(plan, changed)
    assert "move by at most 0.60 points" in said
    assert "changes a conclusion: IPT − Waitlist is “no difference shown” and not" in said
    assert said.endswith("with complete forms only.")


def test_a_rule_that_changes_no_total(plan: Plan) -> None:
    same = made_up().assign(changed=pd.array([0, 0, 0], dtype="Int64"))
    (said,) = missing_items_in_words(plan, same)
    assert said.endswith("No other rule changes any of them.")


NO_RESULT = dict.fromkeys(["estimate", "se", "df", "ci_lower", "ci_upper", "p_value", "shift"])


def test_a_failed_model_has_no_numbers(plan: Plan) -> None:
    failed = made_up(**NO_RESULT, status="failed", conclusion=None)
    (said,) = missing_items_in_words(plan, failed)
    assert "at most 0.01 points" in said
    html = missing_items_table(plan, failed).as_raw_html()
    assert "failed" in html and ">nan" not in html
    assert len(figure_bytes(plot_missing_items(plan, failed, "phq9"), "png")) > 5_000


def test_the_table_has_a_row_a_rule_and_says_whose_people(plan: Plan) -> None:
    html = missing_items_table(plan, made_up()).as_raw_html()
    assert "up to 2 made up for (the plan&#x27;s)" in html or "(the plan's)" in html
    assert "90 of 100" in html and "SYNTHETIC" in html
    assert html == missing_items_table(plan, made_up()).as_raw_html()


def test_the_figure_marks_zero_the_rules_and_a_margin(plan: Plan) -> None:
    svg = figure_bytes(plot_missing_items(plan, made_up(), "phq9"), "svg")
    assert svg == figure_bytes(plot_missing_items(plan, made_up(), "phq9"), "svg")
    against_cbt = made_up().assign(comparison="cbt")
    with_margin = plot_missing_items(plan, against_cbt, "phq9")
    assert len(with_margin.layers) == len(plot_missing_items(plan, made_up(), "phq9").layers) + 1


def test_a_figure_without_rows_says_so(plan: Plan) -> None:
    empty = made_up().iloc[:0]
    assert len(figure_bytes(plot_missing_items(plan, empty, "phq9"), "png")) > 2_000
    with pytest.raises(KeyError):
        plot_missing_items(plan, empty, "unknown")


def page(plan: Plan, frames: SimpleNamespace, missing_items: pd.DataFrame | None) -> str:
    """The report with a figure of unanswered items."""
    figures = {"missing_items_phq9": b"\x89PNG\r\n\x1a\n and the rest"}
    tables = {name: getattr(frames, name) for name in ("models", "means", "effects", "flow")}
    given = {**tables, "figures": figures, "versions": {}, "missing_items": missing_items}
    return report_page(plan, **given)


def test_the_page_has_the_words_the_figure_and_the_table(
    plan: Plan, frames: SimpleNamespace
) -> None:
    html = page(plan, frames, made_up())
    assert "Unanswered items: does the rule matter?" in html
    assert "no conclusion changes." in html
    assert 'id="missing-items"' in html
    assert "at the endpoint under each rule for unanswered items" in html


@pytest.mark.parametrize("empty", [True, False])
def test_a_page_without_rules_to_choose_says_nothing_of_them(
    plan: Plan, frames: SimpleNamespace, *, empty: bool
) -> None:
    html = page(plan, frames, made_up().iloc[:0] if empty else None)
    assert "does the rule matter?" not in html and 'id="missing-items"' not in html
