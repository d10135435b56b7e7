"""How many made-up identities are found, and how many clean columns are taken for such."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

# Not one of those that the rules were looked at with, nor that of the table.
SEED, EACH = 77, 2


@pytest.fixture(scope="module")
def benchmark(root: Path) -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        yield import_module("benchmarks.gate.measure")


@pytest.fixture(scope="module")
def rates(benchmark: ModuleType) -> pd.DataFrame:
    return benchmark.of_seed(SEED, EACH)


def overall(rates: pd.DataFrame) -> pd.DataFrame:
    return rates[rates["class"] == "all"].set_index("kind")


BARS = [("whole column", 0.95), ("participant ids", 0.95), ("hidden in a category", 0.85)]


@pytest.mark.parametrize(("kind", "least"), BARS)
def test_identities_are_found(rates: pd.DataFrame, kind: str, least: float) -> None:
    of = overall(rates).loc[kind]
    assert of["columns"] >= 150
    assert of["refused"] >= least * of["columns"]


def test_clean_columns_are_let_through(rates: pd.DataFrame) -> None:
    of = overall(rates).loc["clean"]
    assert of["columns"] >= 200
    assert of["refused"] <= 0.01 * of["columns"]


def test_the_sets_are_many(rates: pd.DataFrame) -> None:
    assert overall(rates).loc[[kind for kind, _ in BARS], "columns"].sum() >= 400


def test_what_is_not_found_is_counted(rates: pd.DataFrame) -> None:
    """A table of the classes that are found would be no table of what is found."""
    ids = rates[rates["kind"] == "participant ids"].set_index("class")["rate"]
    assert ids["record number, digits only"] == ids["hash of an e-mail address"] == 0


def test_the_written_table_holds_the_bars(root: Path) -> None:
    written = overall(pd.read_csv(root / "benchmarks/gate/rates.csv"))
    assert all(written.loc[kind, "rate"] >= least for kind, least in BARS)
    assert written.loc["clean", "rate"] <= 0.01


def test_the_page_is_made_of_the_table(root: Path, benchmark: ModuleType) -> None:
    page = import_module("benchmarks.gate.page").page()
    assert (root / "docs/data-protection.md").read_text(encoding="utf-8") == page
