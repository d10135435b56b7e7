from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.report.material import report_material
from ipt_outcomes.report.moderators_in_words import how_many_tests
from ipt_outcomes.report.section import Pictures, Table
from ipt_outcomes.report.sections.moderators import section
from ipt_outcomes.report.tables.moderators import (
    moderator_levels_table,
    moderator_regions_table,
    moderator_tests_table,
)

from ..moderators import made_up_levels, made_up_moderators, made_up_regions, made_up_tests

PNG = b"\x89PNG\r\n\x1a\n"


def test_every_test_stands_beside_how_many_there_are(plan: Plan) -> None:
    table = moderator_tests_table(plan, made_up_tests())
    first, _, _, _, fifth, sixth, *_ = table.texts
    assert first == (
        "Problem area", "all together", "–", "2.60", "6, 185.4", ".054", "118", "2", "ok",
    )  # fmt: skip
    assert fifth[:3] == ("Baseline severity (exploratory)", "all together", "–")
    assert sixth[1:3] == ("IPT − Waitlist", "−0.50 (−2.50 to 1.50)")
    notes = " ".join(table.notes)
    assert "8 tests of interaction were made, 4 of them exploratory" in notes
    assert "about 0.4 of them would have a p-value below 0.05 by chance" in notes
    assert "SYNTHETIC DATA" in notes and "Exploratory: not named before" in notes


def test_who_is_left_out_is_a_column_where_somebody_is(plan: Plan) -> None:
    nobody = moderator_tests_table(plan, made_up_tests().assign(left_out=0))
    assert "lost" not in [column.key for column in nobody.columns]


def test_the_number_of_tests_in_words(plan: Plan) -> None:
    tests = made_up_tests()
    planned = how_many_tests(plan, tests.assign(claim="pre-specified"))
    assert planned.startswith("8 tests of interaction were made, all pre-specified.")
    none = how_many_tests(plan, tests.assign(claim="exploratory"))
    assert none.startswith("8 tests of interaction were made, all exploratory.")
    one = how_many_tests(plan, tests[:1].assign(tests=1))
    assert one == "1 test of interaction was made, pre-specified."


def test_levels_have_no_p_values_and_say_why(plan: Plan) -> None:
    table = moderator_levels_table(plan, made_up_levels())
    assert "p" not in [column.key for column in table.columns]
    grief, deficits = table.texts[0], table.texts[8]
    assert grief == (
        "grief", "IPT − Waitlist", "12 / 3", "−4.00 (−6.00 to −2.00)", "180.0", "ok; few",
    )  # fmt: skip
    assert deficits == (
        "interpersonal deficits", "CBT − Waitlist", "12 / 17", "–", "–",
        "not estimable: an arm has no score there",
    )  # fmt: skip
    assert table.rows[0].group == "Depression, self-report (PHQ-9), at Week 16: Problem area"
    notes = " ".join(table.notes)
    assert "no difference between levels" in notes and "Few: fewer than 5 people" in notes


def test_regions_are_of_each_value_and_no_proof(plan: Plan) -> None:
    table = moderator_regions_table(plan, made_up_regions())
    assert table.texts[1] == (
        "Baseline severity (exploratory)", "IPT − Waitlist", "14.0 to 24.0", "test arm better",
        "60.0%",
    )  # fmt: skip
    assert "for one value, and not for all at once" in table.notes[0]


def test_the_section_has_what_there_is(plan: Plan, frames: SimpleNamespace) -> None:
    tables = vars(frames) | made_up_moderators()
    figures = {"moderators_phq9": PNG, "johnson_neyman_phq9": PNG}
    made = section(report_material(plan, tables, figures=figures))
    assert made is not None and made.anchor == "moderators"
    names = [each.table.name for each in made.blocks if isinstance(each, Table)]
    assert names == ["moderator-tests", "moderator-levels", "moderator-regions"]
    shown = [p.name for each in made.blocks if isinstance(each, Pictures) for p in each.pictures]
    assert shown == list(figures)
    categories = {name: each[each["moderator"] == "problem_area"] for name, each in tables.items()
                  if name.startswith("moderator")}  # fmt: skip
    alone = section(report_material(plan, vars(frames) | categories, figures=figures))
    assert alone is not None
    assert sum(isinstance(each, Table) for each in alone.blocks) == 2


def test_without_moderators_there_is_no_section(plan: Plan, frames: SimpleNamespace) -> None:
    none: dict[str, pd.DataFrame] = {name: t.iloc[:0] for name, t in made_up_moderators().items()}
    assert section(report_material(plan, vars(frames) | none)) is None
