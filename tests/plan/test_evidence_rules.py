"""Other studies in a plan: what is read, and what is refused with line, rule and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipt_outcomes.errors import PlanError
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

ONE = (
    "{name: one, file: studies.csv, source: made up, outcome: phq9, test: ipt, "
    "comparison: waitlist}"
)
TWO = ONE.replace("name: one", "name: two").replace("test: ipt", "test: cbt")


def refusal(root: Path, folder: Path, *entries: str, indirect: str = "") -> str:
    path = folder / "demo_ipt.yaml"
    lines = ["evidence:", *(f"  - {entry}" for entry in entries)]
    lines += ["", "indirect:", f"  - {indirect}"] if indirect else []
    path.write_text("\n".join([demo_plan_text(root), *lines, ""]), encoding="utf-8")
    with pytest.raises(PlanError) as error:
        read_plan(path)
    return str(error.value)


def changed(old: str, new: str, entry: str = ONE) -> str:
    assert old in entry
    return entry.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("outcome: phq9", "outcome: phq8", "key evidence.0.outcome\n    Rule:   'phq8' is not one"),
        ("test: ipt", "test: dbt", "key evidence.0.test\n    Rule:   'dbt' is not one"),
        ("test: ipt, comparison: waitlist", "test: waitlist, comparison: ipt",
         "the plan asks no contrast waitlist - ipt of phq9\n    Remedy: Use one of: ipt"),
        ("studies.csv", "studies.xlsx", "a file of studies is delimited text"),
        ("waitlist}", "waitlist, several: correlated}", "Remedy: Write `rho: 0.6`"),
        ("waitlist}", "waitlist, rho: 0.6}", "rho goes with correlated or aggregate effects"),
        ("waitlist}", "waitlist, several: aggregate, rho: 1}", "the number must be less than 1"),
        ("waitlist}", "waitlist, several: mean}", "evidence.0.several"),
        ("waitlist}", "waitlist, where: {time: []}}", "evidence.0.where.time\n    Rule:   no word"),
        ("source: made up, ", "", "evidence.0.source"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be(root: Path, tmp_path: Path, old: str, new: str, said: str) -> None:
    message = refusal(root, tmp_path, changed(old, new))
    assert said in message and "demo_ipt.yaml, line" in message


def test_two_entries_of_one_name(root: Path, tmp_path: Path) -> None:
    twice = changed("name: two", "name: one", TWO)
    assert "given twice in evidence and indirect" in refusal(root, tmp_path, ONE, twice)


def test_a_scale_that_is_better_when_higher_asks_which_way_the_studies_go(
    root: Path, tmp_path: Path
) -> None:
    text = demo_plan_text(root).replace("scale: iip32,", "scale: who5,")
    text = text.replace("iip32: {total: iip32}", "who5: {total: iip32}")
    entry = changed("outcome: phq9", "outcome: iip32")
    path = tmp_path / "demo_ipt.yaml"
    path.write_text(f"{text}\nevidence:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(PlanError, match="higher is better in iip32, and what is in the studies"):
        read_plan(path)
    path.write_text(f"{text}\nevidence:\n  - {entry[:-1]}, better: higher}}\n", encoding="utf-8")
    assert read_plan(path).evidence[0].better == "higher"


@pytest.mark.parametrize(
    ("entries", "indirect", "said"),
    [
        ((ONE, TWO), "{name: a, first: one, second: three}", "'three' is the name of no entry"),
        ((ONE, TWO), "{name: one, first: one, second: two}", "the name 'one' is given twice"),
        ((ONE, changed("test: cbt, comparison: waitlist", "test: ipt, comparison: cbt", TWO)),
         "{name: a, first: one, second: two}", "not the same outcome and the same comparison"),
        ((ONE, changed("test: cbt", "test: ipt", TWO)), "{name: a, first: one, second: two}",
         "both entries are of one treatment"),
        ((ONE, TWO[:-1] + ", studies: observational}"), "{name: a, first: one, second: two}",
         "say different things of `better` or `studies`"),
    ],
)  # fmt: skip
def test_an_indirect_comparison_that_cannot_be(
    root: Path, tmp_path: Path, entries: tuple[str, ...], indirect: str, said: str
) -> None:
    assert said in refusal(root, tmp_path, *entries, indirect=indirect)


def test_one_arm_stands_among_no_contrasts(root: Path, tmp_path: Path) -> None:
    text = (root / "config/trials/beat_the_blues.yaml").read_text(encoding="utf-8")
    text = text.replace('  - {name: tau, label: "Treatment as usual", role: control}\n', "")
    path = tmp_path / "beat_the_blues.yaml"
    path.write_text(f"{text}\nevidence:\n  - {ONE}\n", encoding="utf-8")
    with pytest.raises(PlanError, match="no contrast of it to set among other studies"):
        read_plan(path)
