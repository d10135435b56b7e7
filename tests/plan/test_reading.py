"""Plans: read, frozen, and refused with the line, the rule and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from ipt_outcomes.errors import MOST_SHOWN, PlanError, Problem
from ipt_outcomes.plan.reading import read_plan

from ..demo_plan import demo_plan_text

Edit = Callable[[str, str], Path]


@pytest.fixture(params=["demo_ipt", "beat_the_blues"])
def shipped(request: pytest.FixtureRequest, root: Path) -> Path:
    return root / "config" / "trials" / f"{request.param}.yaml"


@pytest.fixture
def edited(root: Path, tmp_path: Path) -> Edit:
    """The demonstration plan with one passage replaced; the passage must be there once."""
    text = demo_plan_text(root)

    def edit(old: str, new: str) -> Path:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        path = tmp_path / "demo_ipt.yaml"
        path.write_text(text.replace(old, new))
        return path

    return edit


def refusals(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(PlanError) as refused:
        read_plan(path)
    return refused.value.problems


def test_shipped_plans_read(shipped: Path, root: Path) -> None:
    plan = read_plan(shipped)
    assert plan.trial == shipped.stem
    assert plan.root == root
    assert all((root / file).parent.is_dir() for file in plan.raw_files)


def test_a_plan_cannot_be_changed(shipped: Path) -> None:
    plan = read_plan(shipped)
    with pytest.raises(ValidationError):
        plan.alpha = 0.1  # type: ignore[misc]
    with pytest.raises(ValidationError):
        plan.arms[0].role = "treatment"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new", "at", "rule", "remedy"),
    [
        ("alpha: 0.05", "alpah: 0.05", "alpah", "no such key", "`alpha`"),
        ("alpha: 0.05", "alpha: big", "alpha: big", "takes a number", "digits"),
        ("alpha: 0.05", "alpha: .nan", "alpha: .nan", "too large", "another number"),
        ("alpha: 0.05", "alpha: 0.7", "alpha: 0.7", "less than", "Correct"),
        ("role: active_comparator", "role: placebo", "placebo", "none of the words", "active_comparator"),
        ("{name: cbt,", "{name: ../cbt,", "../cbt", "letters, digits and _", "labels"),
        ("{name: cbt,", "{name: all,", "name: all,", "tables call all arms", "another name"),
        ("test: cbt,", "test: cbtx,", "cbtx", "not one of the plan's arms", "waitlist, cbt, ipt"),
        ("margin: 2.5, ", "", "non-inferiority", "a margin belongs", "margin"),
        ("margin: 2.5, ", "margin: 13.5, ", "margin: 13.5", "27 points from end to end", "matter"),
        ("outcomes: [phq9]}", "outcomes: [phq9, iip32]}", "phq9, iip32", "one scale", "one outcome"),
        ("window: [98, 140]", "window: [90, 140]", "[90, 140]", "overlaps that of week_12", "after"),
        (", window: [98, 140]", "", "name: week_16,", "has no window", "Add `window"),
        ("week: 16,", "week: 12,", "name: week_16", "weeks must increase", "Order"),
        ("phase: baseline,", "phase: treatment,", "visits:", "phase baseline", "first"),
        ("stratification: [stratum]", "stratification: [block]", "block", "no participant", "stratum"),
        ("hrsd17: {total: hrsd17}", "hrsd99: {total: hrsd17}", "hrsd99", "registered", "hrsd17"),
        ("phq9: {items", "phq9: {missing_items: five, items", "phq9:", "not a missing-item rule of PHQ-9", "complete"),
        ("{total: hrsd17}", "{total: hrsd17, missing_items: complete}", "hrsd17:", "a reported total has no", "remove"),
        ("phq9_8, phq9_9", "phq9_8", "phq9_8", "has 9 items, the plan names 8", "one column"),
        ("sas_sr: {total: sas_sr}", "sas_sr: {items: []}", "items: []", "no items", "Map its total"),
        ("hrsd17: {total: hrsd17}", "hrsd17: {}", "hrsd17: {}", "items or its total", "one of them"),
        ("scale: phq9, role: primary", "scale: phq8, role: primary", "phq8", "no score file", "phq9"),
        ("scale: phq9, role: primary", "scale: phq9, role: secondary", "outcomes:", "primary", "role"),
        ("      day: day\n    scales", "    scales", "columns", "by day or by visit", "one of them"),
        ("  growth:\n", "  growth:\n    last_visit: week_4\n", "last_visit", "three visits", "null"),
        ("seed: 20261123", "seed: 20261123\nseed: 1", "seed: 1", "`seed` is there twice", "each key once"),
        ("trial: demo_ipt", "trial: demo_ipu", "trial: demo_ipu", "named as its file", "rename"),
        ("test: cbt,", "test: ipt,", "test: ipt, comparison: waitlist", "asked twice", "once"),
        ("test: cbt,", "test: waitlist,", "test: waitlist", "with itself", "different"),
    ],
)  # fmt: skip
def test_refusal_names_line_rule_and_remedy(
    edited: Edit, old: str, new: str, at: str, rule: str, remedy: str
) -> None:
    path = edited(old, new)
    problems = refusals(path)
    matching = [p for p in problems if rule in p.rule]
    assert matching, [p.rule for p in problems]
    assert remedy in matching[0].remedy
    assert matching[0].line is not None
    assert at in path.read_text().splitlines()[matching[0].line - 1]


def test_a_missing_key_is_named(edited: Edit) -> None:
    problems = refusals(edited("source: synthetic", ""))
    assert [p.rule for p in problems] == ["the key `source` is missing"]


def test_every_broken_rule_is_told_at_once(edited: Edit) -> None:
    path = edited("test: cbt,", "test: cbtx,")
    path.write_text(path.read_text().replace("endpoint: week_16", "endpoint: week_99"))
    of_arm, of_endpoints = sorted(refusals(path), key=lambda problem: "week_99" in problem.rule)
    assert of_arm.rule == "'cbtx' is not one of the plan's arms"
    lines = [n for n, line in enumerate(path.read_text().splitlines(), 1) if "week_99" in line]
    assert of_endpoints.rule.endswith(f"; so on 4 lines ({', '.join(map(str, lines))}) in 4 keys")
    assert of_endpoints.column is not None
    assert of_endpoints.column.startswith("outcomes.0.endpoint, outcomes.1.endpoint, ")


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words\n"])
def test_a_file_without_keys(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text)
    assert refusals(path)[0].rule == "the plan has no keys"


def test_not_yaml_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("trial: x\ntitle: 'unfinished\n")
    (problem,) = refusals(path)
    assert problem.line is not None and "quotes" in problem.remedy
    path.write_text("trial: x\ntitle: EMDR: or CBT\n")
    (problem,) = refusals(path)
    assert problem.line == 2 and "a text with a colon stands in quotes" in problem.remedy


def test_a_plan_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    assert refusals(tmp_path / "none.yaml")[0].rule == "the plan is not there"
    (tmp_path / "x.yaml").write_bytes(b"title: \xff\xfe")
    assert refusals(tmp_path / "x.yaml")[0].rule == "the plan is not UTF-8 text"


def test_names_that_look_like_other_things_stay_text(edited: Edit) -> None:
    """`no` is a word in YAML 1.2: an arm code `no` must not become False."""
    path = edited("    withdrawal_day: withdrawal_day\n", "    withdrawal_day: no\n")
    assert read_plan(path).participants.columns.withdrawal_day == "no"


def test_of_many_unknown_keys_all_are_refused_and_the_first_get_a_suggestion(edited: Edit) -> None:
    many = "".join(f"alpah_{n}: 1\n" for n in range(3 * MOST_SHOWN))
    found = refusals(edited("seed: 20261123\n", f"seed: 20261123\n{many}"))
    (meant,) = [each for each in found if "Did you mean `alpha`" in each.remedy]
    (rest,) = [each for each in found if "check its spelling" in each.remedy]
    assert f"on {MOST_SHOWN} lines" in meant.rule
    assert f"on {2 * MOST_SHOWN} lines" in rest.rule


def test_an_entry_of_scores_is_there_once(edited: Edit, root: Path) -> None:
    lines = demo_plan_text(root).splitlines(keepends=True)
    begin = lines.index("scores:\n") + 1
    entry = "".join(lines[begin : next(n for n in range(begin, len(lines)) if lines[n] == "\n")])
    last = entry[entry.rindex("  - file:") :]
    (problem,) = refusals(edited(last, last + last))
    assert "what entry" in problem.rule and "Remove one" in problem.remedy
    assert problem.place == "key" and problem.column == "scores.1"
