"""The section of scores at the sessions."""

from __future__ import annotations

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.figures.session_scores import plot_off_track, plot_session_courses
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.section import Paragraph, Table
from ipt_outcomes.report.sections.session_scores import section
from ipt_outcomes.tables import typed

from ..session_scores import made_up_session_scores


def texts(plan: Plan, left_out: str = "") -> str:
    """All paragraphs."""
    tables = {n: t for n, t in made_up_session_scores().items() if n != left_out}
    found = section(report_material(plan, tables))
    assert found is not None
    blocks = [block for block in found.blocks if isinstance(block, Paragraph)]
    return "\n".join(part for block in blocks for part in block.parts)


def test_a_trial_without_scores_at_sessions_shows_nothing(demo: Plan) -> None:
    assert section(report_material(demo, {})) is None
    empty = {"session_courses": typed("session_courses", made_up_session_scores()["off_track"][:0])}
    assert section(report_material(demo, empty)) is None


def test_the_tables_and_what_is_said(demo: Plan) -> None:
    found = section(report_material(demo, made_up_session_scores()))
    assert found is not None
    shown = {block.table.name: block.table for block in found.blocks if isinstance(block, Table)}
    assert list(shown) == ["session-courses", "sudden-gains", "early-signals"]
    # A few sessions of a long course, the first and the last among them.
    sessions = [row[0] for row in shown["session-courses"].texts[:6]]
    assert sessions == ["1", "4", "7", "10", "13", "16"]
    assert shown["sudden-gains"].texts[0][1:3] == ("8 of 58", "14 (7 to 25)")
    assert [row.group for row in shown["sudden-gains"].rows] == (
        ["Sudden gains"] * 2 + ["Sudden losses"] * 2
    )
    assert "At session 8, 6 of 52 (11.5%) in CBT and 6 of 52 (11.5%) in IPT were not on track." in (
        texts(demo)
    )
    assert "no basis for anybody" in texts(demo)


def test_a_scale_without_reliability_is_named(demo: Plan) -> None:
    assert "Sudden gains of PHQ-9 are left out" in texts(demo, "sudden_gain_rates")
    assert "left out" not in texts(demo)


def test_figures_of_five_arms_with_long_names(demo: Plan) -> None:
    arms = tuple(
        demo.arms[1].model_copy(update={"name": f"arm{n}", "label": f"Arm {n} of a long name " * 4})
        for n in range(5)
    )
    plan = demo.model_copy(update={"arms": arms})
    tables = made_up_session_scores(tuple(arm.name for arm in arms))
    for draw, name in ((plot_session_courses, "session_courses"), (plot_off_track, "off_track")):
        figure = draw(plan, tables[name]).draw()
        width, height = figure.get_size_inches()
        assert width == 7.2
        assert 4 < height < 9
