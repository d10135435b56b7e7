"""Which scale a column is: what a name settles, and what is asked."""

from __future__ import annotations

import pytest

from ipt_outcomes.errors import PlanError

from .conftest import Proposed
from .one_file import PEOPLE, asked, long, wide


@pytest.mark.parametrize(
    ("columns", "scale", "written"),
    [
        (["hamd_{}"], "hrsd17", "hrsd17 or hrsd24?"),
        (["hamd17_{}"], "hrsd17", None),
        (["HAMD24_{}"], "hrsd24", None),
        (["bdi_{}"], "bdi_ii", "bdi_ii?"),
        (["bdi_ii_{}"], "bdi_ii", None),
        (["BDI2_{}"], "bdi_ii", None),
        (["phq_{}"], "phq9", "phq9 or phq8?"),
        (["phq9_{}"], "phq9", None),
        ([f"phq{n}_{{}}" for n in range(1, 9)], "phq8", None),
        ([f"hamd{n}_{{}}" for n in range(1, 18)], "hrsd17", None),
        ([f"BDI{n}_{{}}" for n in range(1, 22)], "bdi_ii", "bdi_ii?"),
        ([f"q{n}_{{}}" for n in range(1, 10)], "phq9", "phq9?"),
        ([f"q{n}_{{}}" for n in range(1, 11)], "audit", "audit or epds or madrs or rses?"),
        (["weight_{}"], "body_weight_lb", "body_weight_lb?"),
        (["weight_lb_{}"], "body_weight_lb", None),
    ],
)
def test_a_scale_is_certain_by_its_name_alone(
    proposed: Proposed, columns: list[str], scale: str, written: str | None
) -> None:
    names = [column.format(visit) for visit in ("pre", "w8") for column in columns]
    plan = proposed(",".join(["id", "arm", *names]), wide(["IPT", "TAU"], len(names)))
    assert plan.outcomes[0].scale == scale
    assert asked(plan).get("outcomes.0.scale") == written


def test_the_same_of_a_row_an_assessment(proposed: Proposed) -> None:
    rows = long(["IPT", "TAU"], ["pre", "w8"])
    assert asked(proposed("id,arm,visit,HAMD", rows))["outcomes.0.scale"] == "hrsd17 or hrsd24?"
    items = ",".join(f"q{n}" for n in range(1, 10))
    rows = long(["IPT", "TAU"], ["pre", "w8"], 9)
    assert asked(proposed(f"id,arm,visit,{items}", rows))["outcomes.0.scale"] == "phq9?"


@pytest.mark.parametrize(
    ("header", "units", "seen"),
    [
        ("weight,unit", ["kg", "lb"], "in pounds on some rows and in kilograms on others"),
        ("weight,unit", ["kg", "kg"], "in kilograms"),
        ("weight_kg,unit", ["", ""], "in kilograms"),
    ],
)
def test_kilograms_are_never_pounds(
    proposed: Proposed, header: str, units: list[str], seen: str
) -> None:
    rows = [
        [n, ["IPT", "TAU"][n % 2], week, 50 + n, units[n % 2]] for n in PEOPLE for week in (0, 8)
    ]
    with pytest.raises(PlanError, match=seen) as refused:
        proposed(f"id,arm,week,{header}", rows)
    assert "body_weight_lb" not in str(refused.value)


def test_a_column_of_pounds_is_not_asked_about(proposed: Proposed) -> None:
    rows = [[n, ["IPT", "TAU"][n % 2], week, 50 + n, "lb"] for n in PEOPLE for week in (0, 8)]
    plan = proposed("id,arm,week,weight,unit", rows)
    assert plan.outcomes[0].scale == "body_weight_lb"
    assert "outcomes.0.scale" not in asked(plan)
