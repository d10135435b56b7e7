"""Tables are held to their columns, and a refusal never quotes a value."""

from __future__ import annotations

import pandas as pd
import pytest

from ipt_outcomes.errors import DataError
from ipt_outcomes.tables import TABLES, checked

CANARY = "canary-7f3a"


def people(**columns: object) -> pd.DataFrame:
    base = {"participant": ["a", "b"], "arm": ["ipt", "cbt"], "age": [30.0, 40.0]}
    return pd.DataFrame({**base, **columns}, index=[2, 3])


def test_columns_come_first_and_extra_covariates_follow() -> None:
    frame = checked("participants", people(zone=["x", "y"])[["zone", "age", "arm", "participant"]])
    assert list(frame) == ["participant", "arm", "age", "zone"]


@pytest.mark.parametrize(
    ("columns", "column", "rule"),
    [
        ({"age": [30.0, 300.0]}, "age", "not between 2 and 110"),
        ({"arm": ["ipt", None]}, "arm", "a value is missing"),
        ({"participant": [CANARY, CANARY]}, "participant", "the same row is there twice"),
    ],
)
def test_line_column_and_rule(columns: dict[str, object], column: str, rule: str) -> None:
    with pytest.raises(DataError) as refused:
        checked("participants", people(**columns), source="people.csv")
    last = refused.value.problems[-1]
    assert (last.file, last.line, last.column, last.rule) == ("people.csv", 3, column, rule)


def test_missing_and_unknown_columns_are_named() -> None:
    frame = pd.DataFrame({"participant": ["a"], "attendedd": [True]})
    with pytest.raises(DataError) as refused:
        checked("sessions", frame)
    columns = {(p.column, p.rule) for p in refused.value.problems}
    assert ("attended", "the column is missing") in columns
    assert ("attendedd", "the table has no such column") in columns


def test_no_value_is_quoted() -> None:
    bad = people(participant=[CANARY, CANARY], age=[-17.25, 1717.25])
    with pytest.raises(DataError) as refused:
        checked("participants", bad, source="people.csv")
    for secret in (CANARY, "1717.25", "17.25"):
        assert secret not in str(refused.value)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_meaning_and_every_table_a_key(name: str) -> None:
    schema = TABLES[name]  # type: ignore[index]
    assert schema.unique and set(schema.unique) <= set(schema.columns)
    assert schema.description
    assert all(column.description for column in schema.columns.values())
