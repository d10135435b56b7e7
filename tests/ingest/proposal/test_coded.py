"""Codes or their labels: what the study's tables can take."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.ingest.proposal.coded import can_be_read, in_place_of_codes
from ipt_outcomes.ingest.proposal.facts import FileFacts
from ipt_outcomes.ingest.text_table import TextTable


def facts(cells: list[str], labels: dict[str, str] | None = None) -> FileFacts:
    frame = pd.DataFrame({"x": pd.array(cells, dtype="str")})
    table = TextTable("f.csv", ("x",), frame, labels={"x": labels} if labels else {})
    return FileFacts("f.csv", table, (), {})


SEXES = {"1": "Female", "2": "Male"}


@pytest.mark.parametrize(
    ("ours", "cells", "labels", "by_labels"),
    [
        ("sex", ["1", "2", ""], SEXES, True),
        ("sex", ["1", "3"], SEXES, False),
        ("sex", ["f", "m"], None, False),
        ("age", ["1", "2"], SEXES, False),
    ],
)
def test_labels_of_people(
    ours: str, cells: list[str], labels: dict[str, str] | None, by_labels: bool
) -> None:
    found = in_place_of_codes("participants", {ours: "x"}, facts(cells, labels))
    assert found == (("x",) if by_labels else ())


@pytest.mark.parametrize(
    ("labels", "by_labels"),
    [
        ({"1": "Yes", "2": "No"}, True),
        ({"0": "No", "1": "Yes"}, False),
        ({"1": "Came", "2": "Missed"}, False),
    ],
)
def test_yes_and_no_behind_codes(labels: dict[str, str], by_labels: bool) -> None:
    found = in_place_of_codes("sessions", {"attended": "x"}, facts([*labels], labels))
    assert found == (("x",) if by_labels else ())


def test_words_that_a_table_does_not_have() -> None:
    assert can_be_read("sessions", "format", facts(["online", ""]), "x")
    assert can_be_read("sessions", "format", facts(["1"], {"1": "group"}), "x")
    assert not can_be_read("sessions", "format", facts(["1"], {"1": "Video"}), "x")
    assert not can_be_read("sessions", "format", facts(["1"]), "x")
    # What is wrong with numbers is to be heard, and not passed over.
    assert can_be_read("sessions", "minutes", facts(["999"]), "x")
