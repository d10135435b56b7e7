"""Rows in pieces: every person whole, whatever the pieces and however a file stores categories."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from ipt_outcomes import ModelError, fit
from ipt_outcomes.models.formula import parse_formula
from ipt_outcomes.models.reductions.pieces import pieces_of
from ipt_outcomes.models.reductions.reduce import reduce

FORMULA = "y ~ arm * visit + us(visit | person)"


def rows(seed: int = 4) -> pd.DataFrame:
    """60 people with one to three rows."""
    random = np.random.default_rng(seed)
    person, visit = np.nonzero(random.uniform(size=(60, 3)) < 0.7)
    return pd.DataFrame(
        {
            "person": person,
            "visit": pd.Categorical.from_codes(visit, ["w1", "w2", "w3"]),
            "arm": pd.Categorical.from_codes(person % 2, ["a", "b"]),
            "y": random.normal(size=60)[person] + random.normal(size=len(person)),
        }
    )


@pytest.mark.parametrize("length", [1, 2, 5, 23, 1000])
@pytest.mark.parametrize("size", [3, 1000])
def test_every_row_comes_once_and_every_person_whole(length: int, size: int) -> None:
    whole = rows()
    shuffled = [
        whole.iloc[start : start + length].sample(frac=1.0, random_state=start)
        for start in range(0, len(whole), length)
    ]
    pieces = list(pieces_of(shuffled, parse_formula(FORMULA), size))
    seen = [number for piece in pieces for number in piece["person"].unique()]
    assert len(seen) == len(set(seen)) == whole["person"].nunique()
    together = pd.concat(pieces).sort_values(["person", "visit"], ignore_index=True)
    pd.testing.assert_frame_equal(together, whole)


def test_a_person_who_comes_again_after_another_piece_is_refused() -> None:
    whole = rows()
    again = [whole.iloc[:50], whole.iloc[50:90], whole.iloc[49:50]]
    with pytest.raises(ModelError, match="sorted by 'person'"):
        list(pieces_of(again, parse_formula(FORMULA), 1000))


def test_row_groups_with_dictionaries_of_their_own(tmp_path: Path) -> None:
    whole = rows()
    reordered = whole.iloc[70:].assign(
        visit=lambda own: own["visit"].cat.reorder_categories(["w3", "w1", "w2"]),
        arm=lambda own: own["arm"].cat.reorder_categories(["b", "a"]),
    )
    path = tmp_path / "rows.parquet"
    tables = [pa.Table.from_pandas(part) for part in (whole.iloc[:70], reordered)]
    with parquet.ParquetWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table.cast(tables[0].schema))
    levels = {"visit": ["w1", "w2", "w3"], "arm": ["a", "b"]}
    found = fit(FORMULA, reduce(FORMULA, path, levels=levels))
    expected = fit(FORMULA, whole)
    np.testing.assert_allclose(
        found.coefficients[["estimate", "se", "df"]],
        expected.coefficients[["estimate", "se", "df"]],
        rtol=1e-10,
    )


def test_missing_categories_and_nullable_numbers_of_a_file(tmp_path: Path) -> None:
    whole = rows()
    whole.loc[[3, 40], "arm"] = np.nan
    whole["dose"] = pd.array(np.arange(len(whole)) % 5, dtype="Int64")
    whole.loc[7, "dose"] = pd.NA
    path = tmp_path / "rows.parquet"
    whole.to_parquet(path, row_group_size=25)
    formula = FORMULA.replace("arm", "dose + arm")
    found, expected = reduce(formula, path), reduce(formula, whole)
    assert found.rows_dropped == expected.rows_dropped == {"arm missing": 2, "dose missing": 1}
    assert found.n_observations == len(whole) - 3
