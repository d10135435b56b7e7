"""How two plans differ, by key: what counts as a difference, and under which key it goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import ipt_outcomes as ipt
from ipt_outcomes.plan.locking.content import at_default, content_of
from ipt_outcomes.plan.locking.differences import Difference, differences
from ipt_outcomes.plan.locking.locked import not_amended

from ...conftest import ROOT
from ...locked_plan import Change, lock, locked_then, write_plan


def found(change: Change) -> dict[str, tuple[Any, Any]]:
    return {each.key: (each.was, each.now) for each in not_amended(locked_then(change))}


def test_a_plan_that_is_as_it_was_does_not_differ() -> None:
    assert found(lambda _: None) == {}


def test_comments_and_the_order_of_keys_do_not_count(tmp_path: Path) -> None:
    lock(tmp_path)
    file = tmp_path / "config/trials/demo_ipt.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    turned = {key: content[key] for key in reversed(content)}
    turned["outcomes"] = [dict(reversed(each.items())) for each in turned["outcomes"]]
    file.write_text("# said\n" + yaml.safe_dump(turned, sort_keys=False), encoding="utf-8")
    assert not_amended(ipt.read_plan(file)) == ()


def test_a_default_that_is_written_out_is_no_difference() -> None:
    assert found(lambda plan: plan.update(few=5, allocation="randomised")) == {}


CASES: dict[str, tuple[Change, dict[str, tuple[Any, Any]]]] = {
    "a value": (lambda p: p.update(alpha=0.1), {"alpha": (0.05, 0.1)}),
    "of an entry": (
        lambda p: p["outcomes"][1].update(endpoint="week_12"),
        {"outcomes.hrsd17.endpoint": ("week_16", "week_12")},
    ),
    "a contrast's": (
        lambda p: p["contrasts"][2].update(margin=4),
        {"contrasts.ipt - cbt (phq9).margin": (2.5, 4.0)},
    ),
    "a list": (
        lambda p: p["models"].update(covariates=["age"]),
        {"models.covariates": ([], ["age"])},
    ),
    "an analysis left out": (
        lambda p: p["models"].update(growth=None),
        {
            "models.growth": (
                {"df": "kenward-roger", "last_visit": None, "time": "linear", "per": "week",
                 "knots": []},
                None,
            )
        },
    ),
    "of a mapping": (
        lambda p: p["missing"]["reasons"].update({"moved away": "mar"}),
        {"missing.reasons.moved away": (None, "mar")},
    ),
    "the order of what has one": (
        lambda p: p["arms"].reverse(),
        {"arms (order)": (["waitlist", "cbt", "ipt"], ["ipt", "cbt", "waitlist"])},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CASES.values(), ids=CASES)
def test_a_difference_goes_by_its_key(change: Change, expected: dict[str, tuple[Any, Any]]) -> None:
    assert found(change) == expected


def test_an_entry_that_is_new_or_gone_is_one_difference() -> None:
    def change(plan: dict[str, Any]) -> None:
        gone = plan["outcomes"].pop()
        plan["contrasts"][3]["outcomes"] = ["hrsd17", "iip32"]
        plan["outcomes"].insert(1, gone | {"name": "again"})

    differ = found(change)
    assert differ["outcomes.again"][0] is None
    assert differ["outcomes.again"][1]["scale"] == "sas_sr"
    assert differ["outcomes.sas_sr"][0]["endpoint"] == "week_16"
    assert differ["outcomes.sas_sr"][1] is None
    assert not any(key.startswith("outcomes.again.") or "order" in key for key in differ)


def test_an_analysis_that_was_left_out_and_has_defaults_differs() -> None:
    plan = locked_then(
        lambda plan: plan["models"].pop("growth"),
        of=lambda plan: plan["models"].update(growth=None),
    )
    (difference,) = not_amended(plan)
    assert (difference.key, difference.was) == ("models.growth", None)
    assert difference.now["time"] == "linear"


def test_a_key_that_an_earlier_version_did_not_know_means_its_default() -> None:
    now = {"alpha": 0.05, "newer": 3, "parts": [], "other": 1}
    assert differences({"alpha": 0.05}, now, {"newer", "parts", "other"}) == ()
    assert differences({"alpha": 0.05}, now, {"parts", "other"}) == (Difference("newer", None, 3),)


def test_yes_is_not_one() -> None:
    assert differences({"a": 1}, {"a": True}) == (Difference("a", 1, True),)


def scalars(value: Any) -> Iterator[Any]:
    """Every word and number in what a plan says, and every key that somebody chose."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner)
            if inner not in ({}, None):
                yield key
    elif isinstance(value, list):
        for inner in value:
            yield from scalars(inner)
    else:
        yield value


@pytest.mark.parametrize("trial", ["demo_ipt", "beat_the_blues"])
def test_every_word_and_number_of_a_plan_is_in_its_content(trial: str) -> None:
    plan = ipt.read_plan(ROOT / f"config/trials/{trial}.yaml")
    content = content_of(plan, plan.own_scales_dumped())
    there = str(content)
    said = list(scalars(plan.model_dump(mode="json")))
    assert len(said) > 100
    assert [each for each in said if str(each) not in there] == []
    assert at_default(plan) < set(content)
    assert "models.mmrm.fallback" in at_default(plan)
    assert "alpha" in at_default(plan) and "trial" not in at_default(plan)


def test_a_scale_of_the_users_own_is_part_of_what_is_locked(tmp_path: Path) -> None:
    own = {
        "name": "mood", "label": "Mood", "minimum": 0, "maximum": 10,
        "direction": "higher_is_worse",
    }  # fmt: skip

    def with_own(plan: dict[str, Any]) -> None:
        plan["measures"] = [own]
        plan["scores"][0]["scales"]["mood"] = {"total": "mood"}
        plan["outcomes"][3].update(scale="mood")

    lock(tmp_path, with_own)
    plan = write_plan(tmp_path, lambda plan: plan["measures"][0].update(maximum=20))
    (difference,) = not_amended(ipt.read_plan(plan))
    assert (difference.key, difference.now) == ("measures.mood.maximum", 20)
