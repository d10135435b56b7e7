"""Every registered scale's worked examples, and that they show what the scale has."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from ipt_outcomes.instruments import Instrument, read_instrument, registered_instruments
from ipt_outcomes.prepare.score import score
from ipt_outcomes.prepare.totals import assessment_totals

Example = dict[str, Any]

EXAMPLES: dict[str, list[Example]] = YAML(typ="safe").load(
    (Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8")
)
FORMS = [
    pytest.param(name, example, id=f"{name}-{place}")
    for name, examples in EXAMPLES.items()
    for place, example in enumerate(examples)
    if "answers" in example
]


def form(instrument: Instrument, example: Example) -> pd.DataFrame:
    """The example's answers as a frame of one row."""
    answers: list[float] = []
    for word in str(example["answers"]).split():
        answer, _, times = word.partition("*")
        answers += [math.nan if answer == "-" else float(answer)] * int(times or 1)
    names = [f"{instrument.scale}_{item.number}" for item in instrument.items]
    return pd.DataFrame([dict(zip(names, answers, strict=True))])


def number(value: float | None) -> float:
    return math.nan if value is None else value


@pytest.mark.parametrize(("name", "example"), FORMS)
def test_a_form_has_its_score(name: str, example: Example) -> None:
    instrument = read_instrument(name)
    items = form(instrument, example)
    row = score(items, name, missing_rule=example.get("rule")).iloc[0]
    assert row["total"] == pytest.approx(number(example["total"]), nan_ok=True, abs=1e-12)
    for subscale, expected in example.get("subscales", {}).items():
        assert row[subscale] == pytest.approx(number(expected), nan_ok=True), subscale
    assert row["items_answered"] == items.notna().to_numpy().sum()
    assert row["prorated"] == example.get("prorated", False)
    if "band" in example:
        assert row["severity_band"] == example["band"]
    if example["total"] is None or instrument.severity is None:
        assert pd.isna(row["severity_band"])


@pytest.mark.parametrize(("name", "example"), FORMS)
def test_the_study_is_scored_as_a_frame_is(name: str, example: Example) -> None:
    instrument = read_instrument(name)
    items = form(instrument, example)
    scores = pd.DataFrame(
        {
            "participant": "a",
            "visit": "before",
            "day": math.nan,
            "scale": name,
            "item": [item.number for item in instrument.items],
            "value": items.iloc[0].to_numpy(),
        }
    )
    rules = {name: example["rule"]} if "rule" in example else None
    totals = assessment_totals(scores, missing_rules=rules)
    if items.notna().any(axis=None):
        assert totals["score"].tolist() == pytest.approx([number(example["total"])], nan_ok=True)
        assert totals["prorated"].tolist() == [example.get("prorated", False)]
    else:
        assert totals.empty


def test_every_registered_scale_has_an_example() -> None:
    assert set(EXAMPLES) == set(registered_instruments())


@pytest.mark.parametrize("name", registered_instruments())
def test_the_examples_show_what_the_scale_has(name: str) -> None:
    instrument = read_instrument(name)
    if not instrument.items:
        reported = EXAMPLES[name][0]["reported"]
        assert instrument.minimum <= reported <= instrument.maximum
        return
    forms = [(form(instrument, example), example) for example in EXAMPLES[name]]
    assert any(example["total"] is not None for _, example in forms)
    assert any(example["total"] is None for _, example in forms), "a form with too many missing"
    if instrument.missing_items:
        assert any(example.get("prorated") for _, example in forms)
    if instrument.reverse_keyed:
        turned = [score(items, name, reversed_already=True)["total"].iloc[0] for items, _ in forms]
        told = [number(example["total"]) for _, example in forms]
        assert any(abs(a - b) > 1 for a, b in zip(turned, told, strict=True))
    if instrument.subscales:
        shown = {key for _, example in forms for key in example.get("subscales", {})}
        assert shown == {subscale.name for subscale in instrument.subscales}
    if instrument.severity:
        assert any("band" in example for _, example in forms)
