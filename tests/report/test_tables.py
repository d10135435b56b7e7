from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.tables import effects_table, means_table


def _cells(html: str) -> list[list[str]]:
    body = html[html.index("<tbody") : html.index("</tbody>")]
    rows = re.findall(r"<tr.*?>(.*?)</tr>", body, re.S)
    return [
        [re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S)]
        for row in rows
    ]


def test_the_endpoint_table_has_each_contrast_once(plan: Plan, frames: SimpleNamespace) -> None:
    html = effects_table(plan, frames.effects, frames.models).as_raw_html()
    rows = _cells(html)
    assert sum(len(row) == 1 for row in rows) == 4  # an outcome's heading
    contrasts = [row for row in rows if len(row) > 1]
    assert len(contrasts) == 12
    assert {row[1] for row in contrasts} == {"Week 16"}


def test_a_row_says_what_the_effects_table_holds(plan: Plan, frames: SimpleNamespace) -> None:
    effect = frames.effects.iloc[0]
    table = effects_table(plan, frames.effects.iloc[:1], frames.models, visits="all")
    row = _cells(table.as_raw_html())[1]
    assert row[0] == "IPT − Waitlist"
    assert row[1] == "Week 4"
    assert row[2].startswith(f"{effect['estimate']:.2f}".replace("-", "−") + " (")
    assert row[7] == f"{effect['n_test']} / {effect['n_comparison']}"
    assert row[10] == "ok"


def test_rows_without_a_result_keep_counts_and_status(plan: Plan, frames: SimpleNamespace) -> None:
    html = effects_table(plan, frames.effects, frames.models, visits="all").as_raw_html()
    lost = [row for row in _cells(html) if len(row) > 1 and row[2] == "not estimable"]
    assert {row[10] for row in lost} == {"failed", "not estimable"}
    assert all(row[3:7] == ["–"] * 4 for row in lost)
    assert all(re.fullmatch(r"\d+ / \d+", row[7]) for row in lost)
    assert "nan" not in re.sub(r"<style>.*?</style>", "", html, flags=re.S).lower()


def test_numbers_of_a_model_that_did_not_converge_are_not_shown(
    plan: Plan, frames: SimpleNamespace
) -> None:
    stopped = frames.effects.assign(status="not converged")
    rows = [r for r in _cells(effects_table(plan, stopped, frames.models).as_raw_html()) if r[1:]]
    assert rows
    assert {row[2] for row in rows} == {"not estimable"}
    assert {row[10] for row in rows} == {"not converged"}


def test_the_notes_say_sign_sd_correction_level_and_df(
    change_plan: Callable[..., Plan], frames: SimpleNamespace
) -> None:
    wide = change_plan(alpha=0.1)
    html = effects_table(wide, frames.effects, frames.models).as_raw_html()
    for said in (
        "test arm minus comparison arm",
        "pooled within-arm SD of the observed baseline scores",
        "small-sample correction J",
        "not adjusted for multiplicity",
        "90% confidence",
        "Kenward–Roger",
    ):
        assert said in html
    changed = frames.models.assign(df_method="satterthwaite")
    assert "Satterthwaite" in effects_table(wide, frames.effects, changed).as_raw_html()


def test_the_endpoint_is_bold_among_all_visits(plan: Plan, frames: SimpleNamespace) -> None:
    html = effects_table(plan, frames.effects, frames.models, visits="all").as_raw_html()
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.S):
        if "IPT − " in row:
            assert ("font-weight: bold" in row) == ("Week 16" in row)


def test_the_same_table_twice_is_the_same_html(plan: Plan, frames: SimpleNamespace) -> None:
    for make in (
        lambda: effects_table(plan, frames.effects, frames.models),
        lambda: means_table(plan, frames.means),
    ):
        assert make().as_raw_html() == make().as_raw_html()


def test_means_are_listed_by_outcome_visit_and_arm(plan: Plan, frames: SimpleNamespace) -> None:
    rows = _cells(means_table(plan, frames.means).as_raw_html())
    assert rows[0] == ["Depression, self-report (PHQ-9)"]
    assert [row[:2] for row in rows[1:4]] == [
        ["Week 4", "Waitlist"],
        ["Week 4", "CBT"],
        ["Week 4", "IPT"],
    ]
    lost = next(row for row in rows if row[:2] == ["Week 28", "Waitlist"])
    assert lost[2:6] == ["–"] * 4
    assert lost[7] == "not estimable"


def test_labels_are_escaped(
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
    ):
        html = table.as_raw_html()
        assert "<script" not in html
        assert "&lt;script&gt;" in html
