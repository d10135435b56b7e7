from __future__ import annotations

import numpy as np
import pytest

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.sections import tipping
from ipt_outcomes.report.tables.tipping import tipping_table
from ipt_outcomes.report.tipping_in_words import LIKENESS, tipping_in_words, unit_in_words

from .tipping import made_up_points


def test_how_far_off_a_change_is(plan: Plan) -> None:
    better, non_inferior = tipping_in_words(plan, made_up_points())
    assert better == (
        "IPT − Waitlist at Week 16: test arm better. 20 people of 80 in IPT have no score there, "
        "and none later that the arms could be compared by. The conclusion changes to “no "
        "difference shown” if they, and no others, did 8.0\u00a0points worse than imputed, 1.6 "
        "times the least difference that patients notice (5 points). Their mean score, imputed as "
        "11.0, would then be 19.0 (worse than when they began); they began at 17.0, and those who "
        "were assessed came to 9.0. 4 people of 80 in Waitlist have no score there, and none later "
        "that the arms could be compared by. The conclusion stays, whether they, and no others, "
        "did up to 12.0\u00a0points worse or better than imputed."
    )
    assert "would then be 16.5; they began" in non_inferior
    assert non_inferior.endswith(LIKENESS)


def test_what_is_a_mean_of_few_is_not_spoken_of(plan: Plan) -> None:
    lacking = made_up_points(baseline_of_left=np.nan, observed_of_stayed=np.nan)
    assert "imputed as 11.0, would then be 16.5." in tipping_in_words(plan, lacking)[1]
    began = made_up_points(observed_of_stayed=np.nan)
    assert "would then be 16.5; they began at 17.0." in tipping_in_words(plan, began)[1]


@pytest.mark.parametrize(
    ("unit", "said"),
    [(0.0041093, "0.00411 points"), (2.496146, "2.5 points"), (1.0, "1 point"), (388.45, "388 ")],
)
def test_a_unit_is_as_fine_as_its_scale(unit: float, said: str) -> None:
    assert f"({said}" in unit_in_words(made_up_points(unit=unit).iloc[-1])


def test_one_person_has_no_score(plan: Plan) -> None:
    assert (
        "1 person of 80 in IPT has no score there"
        in tipping_in_words(plan, made_up_points(left=1))[1]
    )


def test_a_mean_that_no_scores_have_is_said_to_be_none(plan: Plan) -> None:
    beyond = tipping_in_words(plan, made_up_points(worse_by=17.0, better_by=12.0))[1]
    assert (
        "would then be 28.0 (outside the scale, 0 to 27) or −1.0 (outside the scale, 0 to 27); "
        "they began at 17.0" in beyond
    )
    floor = tipping_in_words(plan, made_up_points(imputed_of_left=-0.26))[1]
    assert "imputed as −0.3 (outside the scale, 0 to 27), would then be 5.2;" in floor


def test_a_contrast_without_a_result_says_why(plan: Plan) -> None:
    lost = made_up_points(status="not estimable", reason="Not computed: nobody left.")
    assert tipping_in_words(plan, lost)[1] == "IPT − CBT at Week 16: Not computed: nobody left."


def test_its_table(plan: Plan) -> None:
    table = tipping_table(plan, made_up_points())
    assert [row.cells["worse"] for row in table.rows] == [
        "8.0: no difference shown",
        "none up to 12.0",
        "5.5: non-inferiority not shown",
    ]
    assert [row.cells["moved"] for row in table.rows] == ["IPT", "Waitlist", "IPT"]
    assert table.texts[1][6:9] == ("–", "–", "9.0")
    assert table.notes[0].startswith("SYNTHETIC DATA")
    assert "the least difference that patients notice (5 points)" in table.notes[1]
    empty = tipping_table(
        plan, made_up_points(status="not estimable", farthest=None, worse_by=None, left=None)
    )
    assert empty.texts[-1][3:6] == ("–", "–", "–")


def test_no_section_without_the_table(plan: Plan) -> None:
    from ipt_outcomes.report.material import report_material

    assert tipping.section(report_material(plan, {})) is None
