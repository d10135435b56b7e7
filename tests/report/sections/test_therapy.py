"""The sections of therapy: what they show, what they must say, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from plotnine import ggplot

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.contents import drawn, picture_names
from ipt_outcomes.report.material import Material, report_material
from ipt_outcomes.report.section import Paragraph, Section, Table
from ipt_outcomes.report.sections import dose_response, phases, therapists, therapy

from ..therapy import made_up_therapy

_PHQ9 = "Depression, self-report (PHQ-9)"
PICTURES = ("therapy_dose", "phases_phq9", "dose_response_phq9", "alliance_phq9", "therapists")


def material(plan: Plan, **changes: pd.DataFrame) -> Material:
    figures = dict.fromkeys(PICTURES, b"\x89PNG\r\n\x1a\n")
    return report_material(plan, made_up_therapy() | changes, figures=figures)


def said(section: Section | None) -> str:
    assert section is not None
    texts = ["".join(block.parts) for block in section.blocks if isinstance(block, Paragraph)]
    for block in section.blocks:
        if isinstance(block, Table):
            texts += [*block.table.notes, *(" ".join(row) for row in block.table.texts)]
    return "\n".join(texts)


def groups(given: Material) -> list[list[str | None]]:
    """Of each table of sessions attended and alliance, the groups of its rows."""
    section = dose_response.section(given)
    assert section is not None
    tables = [block.table for block in section.blocks if isinstance(block, Table)]
    return [list(dict.fromkeys(row.group for row in table.rows)) for table in tables]


def test_an_arm_without_sessions_is_left_out_with_its_reason(plan: Plan) -> None:
    found = therapy.section(material(plan))
    assert "Left out, as no session of theirs is recorded: Waitlist." in said(found)
    assert "12.4 (3.1); 14, 0 to 16; n = 40" in said(found)
    assert "Fewer than 12 sessions 7 of 40 (17.5%) 8 of 40 (20.0%)" in said(found)
    assert "ICC(2,1): absolute agreement" in said(found)
    assert "Adherence to IPT" in str(found)


def test_a_trial_without_sessions_shows_nothing(plan: Plan) -> None:
    empty = {name: frame.iloc[:0] for name, frame in made_up_therapy().items()}
    nothing = material(plan, **empty)
    for section in (therapy, phases, dose_response, therapists):
        assert section.section(nothing) is None  # type: ignore[attr-defined]


def test_protocols_with_phases_of_their_own_are_told_apart(plan: Plan) -> None:
    given = made_up_therapy()
    changes = {
        name: pd.concat([given[name].assign(arms=arm) for arm in ("cbt", "ipt")], ignore_index=True)
        for name in ("dose_response", "alliance")
    }
    assert groups(material(plan, **changes)) == [[f"{_PHQ9}: CBT", f"{_PHQ9}: IPT"]] * 2
    assert groups(material(plan)) == [[_PHQ9]] * 2
    for name in ("dose_response_phq9", "alliance_phq9"):
        figure, _ = drawn(material(plan, **changes), name)
        labels = figure.data["label"]
        assert labels.str.startswith("CBT: ").sum() == labels.str.startswith("IPT: ").sum() > 0
        assert not labels.duplicated().any()


def test_what_is_observational_is_called_so_everywhere(plan: Plan) -> None:
    found = dose_response.section(material(plan))
    assert found is not None and "observational" in found.title
    text = said(found)
    assert text.count("OBSERVATIONAL") == 4
    assert "immortal time" in text and "does not make it the cause" in text
    for name in ("dose_response_phq9", "alliance_phq9"):
        figure, _ = drawn(material(plan), name)
        assert isinstance(figure, ggplot)
        assert "OBSERVATIONAL" in figure.labels.get("subtitle", "")


def test_therapists_are_internal_and_not_in_a_report_without_their_figure(plan: Plan) -> None:
    found = therapists.section(material(plan))
    assert found is not None and found.internal and "internal" in found.title
    figure, internal = drawn(material(plan), "therapists")
    assert internal
    assert isinstance(figure, ggplot) and "INTERNAL" in figure.labels.get("subtitle", "")
    assert therapists.section(report_material(plan, made_up_therapy())) is None


def test_a_trial_of_groups_alone_speaks_of_no_therapist(plan: Plan) -> None:
    (group,) = (each for each in plan.clusters if each.kind == "therapy_group")
    of_groups = plan.model_copy(update={"clusters": (group,)})
    tables = made_up_therapy()
    variance = tables["therapist_variance"].assign(cluster=group.name)
    each = tables["therapists"].assign(cluster=group.name)
    own = material(of_groups, therapist_variance=variance, therapists=each)
    found = therapists.section(own)
    assert found is not None and found.title == "Therapy groups (internal)"
    assert "herapist" not in said(found)
    for shown in (each, each.iloc[:0]):
        figure, _ = drawn(material(of_groups, therapists=shown), "therapists")
        assert isinstance(figure, ggplot)
        assert "herapist" not in " ".join(str(words) for words in vars(figure.labels).values())


def test_that_raters_were_blind_is_not_said_for_the_plan(plan: Plan) -> None:
    text = said(therapy.section(material(plan)))
    assert "Guessed right by raters" in text
    assert "blind" not in text.lower() and "did not know" not in text


def test_a_slope_without_an_estimate_says_why(plan: Plan) -> None:
    slopes = made_up_therapy()["phase_slopes"]
    names = ["estimate", "se", "df", "p_value", "ci_lower", "ci_upper"]
    lost = slopes.assign(**dict.fromkeys(names, float("nan")), status="not estimable")
    lost = lost.assign(reason="the data do not tell it")
    text = said(phases.section(material(plan, phase_slopes=lost)))
    assert "not estimable: the data do not tell it" in text


@pytest.mark.parametrize(("scale", "side"), [("phq9", "below"), ("body_weight_lb", "above")])
def test_the_better_side_is_the_scales(
    plan: Plan, change_plan: Callable[..., Plan], scale: str, side: str
) -> None:
    content: dict[str, Any] = plan.model_dump(mode="json", exclude_unset=True)
    first, *others = content["outcomes"]
    other = change_plan(outcomes=[first | {"scale": scale}, *others])
    assert f"{side} zero is better" in said(phases.section(material(other)))


def test_a_plan_without_phases_has_no_figure_of_them(plan: Plan) -> None:
    bare = plan.model_copy(update={"protocol": ()})
    assert "therapy_dose" in picture_names(bare)
    assert not {"phases_phq9", "dose_response_phq9", "alliance_phq9"} & set(picture_names(bare))
