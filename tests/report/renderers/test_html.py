from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.cells import Code, Count
from ipt_outcomes.report.renderers.html import render
from ipt_outcomes.report.shown_table import Column, Row, ShownTable
from ipt_outcomes.report.tables.effects import effects_table
from ipt_outcomes.report.tables.means import means_table
from ipt_outcomes.report.tables.models import models_table
from ipt_outcomes.report.tables.observed import observed_table
from ipt_outcomes.report.tables.people import people_table
from ipt_outcomes.report.tables.scenarios import scenarios_table

SMALL = ShownTable(
    name="small",
    title="A small table",
    columns=(
        Column("who", "Who", "The arm <of> randomisation."),
        Column("n", "n", "People.", "count"),
        Column("model", "Model", "What was fitted.", "code"),
        Column("status", "Status", "What became of it."),
    ),
    rows=(
        Row({"who": "IPT", "n": Count(1262), "model": Code("y ~ x"), "status": "ok"}, "A", True),
        Row(
            {"who": "CBT", "n": Count(3), "model": Code("y ~ 1"), "status": "failed"},
            "B",
            bad=frozenset({"status"}),
        ),
    ),
    notes=("A note.",),
)


def _cells(html: str) -> list[list[tuple[str, str]]]:
    """Each row's cells as (attributes, text)."""
    body = html[html.index("<tbody") : html.index("</tbody>")]
    rows = re.findall(r"<tr.*?>(.*?)</tr>", body, re.S)
    return [re.findall(r"<t[dh]([^>]*)>(.*?)</t[dh]>", row, re.S) for row in rows]


def test_groups_cells_and_notes_are_there_in_order() -> None:
    html = render(SMALL)
    texts = [[text.strip() for _, text in row] for row in _cells(html)]
    assert texts == [
        ["A"], ["IPT", "1,262", "y ~ x", "ok"],
        ["B"], ["CBT", "3", "y ~ 1", "failed"],
    ]  # fmt: skip
    assert html.index("A note.") > html.index("failed")
    assert 'id="table-small"' in html


def test_a_heading_has_its_meaning_and_both_are_escaped() -> None:
    html = render(SMALL)
    assert '<span title="The arm &lt;of&gt; randomisation.">Who</span>' in html


def test_bold_rows_bad_cells_numbers_and_code_are_set_apart() -> None:
    _, first, _, second = _cells(render(SMALL))
    assert all("font-weight: bold" in attributes for attributes, _ in first)
    assert ["font-weight: bold" in attributes for attributes, _ in second] == [False] * 3 + [True]
    assert "color: #9B1C1C" in second[3][0] and "color" not in second[0][0]
    assert "gt_right" in first[1][0] and "gt_left" in first[0][0]
    columns = re.findall(
        r"#table-small .gt_table_body td:nth-of-type\((\d)\) { (.*?) }", render(SMALL)
    )
    assert dict(columns) == {
        "2": "white-space: nowrap;",
        "3": "font-family: monospace; font-size: 11.5px; overflow-wrap: anywhere;",
    }


def test_a_cell_does_not_name_its_headings_and_text_that_looks_so_stays() -> None:
    said = 'see headers="x" there'
    row = Row({"who": said, "n": Count(1), "model": Code("y"), "status": "ok"}, "A")
    html = render(replace(SMALL, rows=(row,)))
    assert not re.search(r"<td[^<>]* headers=", html)
    assert 'scope="col"' in html and 'scope="colgroup"' in html
    assert unescape(_cells(html)[1][0][1]) == said


def test_every_table_of_the_report_twice_is_the_same_html(
    plan: Plan, frames: SimpleNamespace, make_scenarios: Callable[..., pd.DataFrame]
) -> None:
    for make in (
        lambda: effects_table(plan, frames.effects, frames.models),
        lambda: means_table(plan, frames.means),
        lambda: models_table(plan, frames.models),
        lambda: people_table(plan, frames.models),
        lambda: observed_table(plan, frames.outcomes),
        lambda: scenarios_table(plan, make_scenarios("items", "imputed")),
    ):
        html = render(make())
        assert html == render(make())
        words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.S)
        assert not re.search(r"\b(nan|None|NaN|<NA>)\b", words)


def test_a_table_without_rows_or_groups_is_written() -> None:
    assert "Who" in render(replace(SMALL, rows=()))
    flat = tuple(replace(row, group=None) for row in SMALL.rows)
    assert len(_cells(render(replace(SMALL, rows=flat)))) == 2


def test_whatever_the_labels_say_is_escaped(
    change_plan: Callable[..., Plan], plan: Plan, frames: SimpleNamespace
) -> None:
    content = plan.model_dump(mode="json")
    evil = "<script>alert(1)</script>"
    for part in ("arms", "visits", "outcomes"):
        content[part] = [each | {"label": f"{evil}{each['name']}"} for each in content[part]]
    changed = change_plan(**{part: content[part] for part in ("arms", "visits", "outcomes")})
    for table in (
        effects_table(changed, frames.effects, frames.models, visits="all"),
        means_table(changed, frames.means),
        observed_table(changed, frames.outcomes),
        models_table(changed, frames.models.assign(formula=evil)),
        replace(
            SMALL,
            notes=(evil,),
            columns=(replace(SMALL.columns[0], heading=evil), *SMALL.columns[1:]),
        ),
    ):
        html = render(table)
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def test_what_belongs_together_is_not_broken_on_paper(plan: Plan, frames: SimpleNamespace) -> None:
    html = render(effects_table(plan, frames.effects, frames.models))
    whole = html.replace("\u00a0", "~")
    assert re.search(r"−?\d\.\d\d \(−?\d\.\d\d~to~−?\d\.\d\d\)", whole)
    assert "Week~16" in whole and "(95%~CI)" in whole
    assert "IPT − Waitlist" in whole
