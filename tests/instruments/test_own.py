"""A user's own scale: one YAML beside the trials, held to the registry's schema, with lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.instruments import own_scales, read_own_instruments
from ipt_outcomes.plan.part import plan_part
from ipt_outcomes.plan.reading import read_plan
from ipt_outcomes.prepare.reliability import reliability
from ipt_outcomes.prepare.score import score

from ..demo_plan import demo_plan_text

MINE = """\
name: My distress scale
scale: distress
version: pilot
construct_measured: distress
population: adults
rated_by: self
direction: higher_is_worse
minimum: 0
maximum: 12
items:
  - {numbers: 1-4, minimum: 0, maximum: 3}
reverse_keyed: {items: 2, coding: 0 never to 3 always, source: "Thesis, 2020, page 4."}
missing_items:
  - {name: one_item, most_missing: 1, source: "Thesis, 2020, page 5."}
source: "Thesis, 2020, University of Examples."
"""


@pytest.fixture
def home(tmp_path: Path, root: Path) -> Path:
    """A project with the demonstration plan, whose HRSD-17 is a scale of the user's own."""
    for folder in ("trials", "instruments"):
        (tmp_path / "config" / folder).mkdir(parents=True)
    text = demo_plan_text(root)
    text = text.replace("hrsd17: {total: hrsd17}", "distress: {items: [d1, d2, d3, d4]}")
    text = text.replace("scale: hrsd17, role", "scale: distress, role")
    (tmp_path / "config/trials/demo_ipt.yaml").write_text(text)
    (tmp_path / "config/instruments/distress.yaml").write_text(MINE)
    return tmp_path


def test_a_plan_knows_the_users_own_scale(home: Path) -> None:
    plan = read_plan(home / "config/trials/demo_ipt.yaml")
    assert plan.own_scales == ("distress",)
    assert plan.instrument("distress").name == "My distress scale"
    assert len(plan.instrument("distress").items) == 4
    assert plan.instrument("phq9").name == "PHQ-9"
    with pytest.raises(KeyError):
        plan.instrument("nothing")


def test_the_users_own_scale_has_a_name_where_its_folder_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(1)
    answers = pd.DataFrame(rng.integers(0, 4, (40, 4)), columns=["d1", "d2", "d3", "d4"])
    columns = list(answers)
    of_plan = read_plan(home / "config/trials/demo_ipt.yaml").instrument("distress")
    with pytest.raises(KeyError, match=r"plan\.instrument"):
        reliability(answers, "distress", columns=columns)
    monkeypatch.chdir(home)
    pd.testing.assert_frame_equal(
        reliability(answers, "distress", columns=columns),
        reliability(answers, of_plan, columns=columns),
    )
    # Item 2 is turned: 3 less its answer.
    turned = answers.assign(d2=3 - answers["d2"]).sum(axis=1)
    assert score(answers, "distress", columns=columns)["total"].tolist() == turned.tolist()


def test_a_plan_may_say_that_answers_were_turned_before(home: Path) -> None:
    path = home / "config/trials/demo_ipt.yaml"
    assert read_plan(path).instrument("distress").reverse_keyed is not None
    path.write_text(path.read_text().replace("d3, d4]}", "d3, d4], reversed_already: true}"))
    assert read_plan(path).instrument("distress").reverse_keyed is None


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("maximum: 12", "maximum: 13", 9, "from 0 to 12"),
        ("minimum: 0\nmaximum: 12", "minimum: 13\nmaximum: 12", 8, "not below the greatest"),
        ("items: 2,", "items: 7,", 12, "an item that the scale does not have"),
        ("most_missing: 1", "most_missing: 4", 14, "without an answer"),
        ("numbers: 1-4", "numbers: 1-60000000", 11, "write item numbers"),
        ("numbers: 1-4", "numbers: 1-99999999999999999999", 11, "write item numbers"),
        ("numbers: 1-4", "numbers: 1-9999", 11, "at most 200 items"),
        ("minimum: 0\n", "minimum: zero\n", 8, "takes a number"),
        ("numbers: 1-4", "numbers: 1..4", 11, "write item numbers"),
        ("rated_by: self", "rated_by: me", 6, "none of the words"),
        (', source: "Thesis, 2020, page 5."', "", 14, "`source` is missing"),
        ("missing_items:", "mising_items:", 13, "the scale has no such key"),
        ("name: My", "name: [My", 2, "not YAML"),
        ("scale: distress", "scale: other", 2, "not named as its file"),
    ],
)
def test_a_broken_entry_is_refused_with_its_line(
    home: Path, old: str, new: str, line: int, said: str
) -> None:
    path = home / "config/instruments/distress.yaml"
    assert MINE.count(old) == 1
    path.write_text(MINE.replace(old, new))
    with pytest.raises(PlanError) as refused:
        read_plan(home / "config/trials/demo_ipt.yaml")
    problem = refused.value.problems[0]
    assert (problem.file, problem.line) == (str(path.resolve()), line)
    assert said in problem.rule


def test_a_misspelt_key_is_guessed(home: Path) -> None:
    path = home / "config/instruments/distress.yaml"
    path.write_text(MINE.replace("missing_items:", "mising_items:"))
    with pytest.raises(PlanError, match="Did you mean `missing_items`"):
        read_own_instruments(home, ["distress"])


def test_a_registered_scale_is_not_changed_unseen(home: Path) -> None:
    text = MINE.replace("scale: distress", "scale: phq9")
    (home / "config/instruments/phq9.yaml").write_text(text)
    with pytest.raises(PlanError, match="a registered scale has this name"):
        read_plan(home / "config/trials/demo_ipt.yaml")


def test_scales_that_the_plan_does_not_name_are_not_read(home: Path) -> None:
    (home / "config/instruments/unfinished.yaml").write_text("name: [")
    assert own_scales(home) == ("distress", "unfinished")
    assert read_plan(home / "config/trials/demo_ipt.yaml").own_scales == ("distress",)


def test_an_unknown_scale_says_where_to_describe_it(home: Path) -> None:
    (home / "config/instruments/distress.yaml").unlink()
    with pytest.raises(PlanError, match=r"config/instruments/distress\.yaml"):
        read_plan(home / "config/trials/demo_ipt.yaml")


def test_a_change_of_the_scale_is_a_change_of_what_the_stages_rest_on(home: Path) -> None:
    path = home / "config/trials/demo_ipt.yaml"
    before = read_plan(path)
    scale = home / "config/instruments/distress.yaml"
    scale.write_text("# a comment\n" + MINE)
    assert read_plan(path).digest == before.digest
    scale.write_text(MINE.replace("most_missing: 1", "most_missing: 2"))
    after = read_plan(path)
    assert after.digest != before.digest
    assert plan_part(after, "alpha") != plan_part(before, "alpha")
