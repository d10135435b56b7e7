"""Rows that come in pieces: frames, or a Parquet file, with every person whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.models.arguments import data_frame
from ipt_outcomes.models.design.columns import comparable
from ipt_outcomes.models.design.variables import model_variables
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.models.formula import ModelFormula

if TYPE_CHECKING:
    import pyarrow as pa


def pieces_of(
    data: str | Path | Iterable[pd.DataFrame], formula: ModelFormula, size: int
) -> Iterator[pd.DataFrame]:
    """Frames that hold people whole, those of a file with at most `size` rows or one person's.

    Raises:
        ModelError: the data are no frames and no Parquet file, people are missing, or their rows
            lie in pieces that are not neighbours.
    """
    if isinstance(data, str | Path):
        pieces = _parquet(data, formula, size)
    else:
        if isinstance(data, Mapping) or not isinstance(data, Iterable):
            # It is none, and the refusal says so.
            data_frame(data)
        pieces = (data_frame(piece, "the pieces of the data") for piece in data)
    return _whole_people(formula, pieces, size)


def _parquet(path: str | Path, formula: ModelFormula, size: int) -> Iterator[pd.DataFrame]:
    from pyarrow import ArrowInvalid, parquet

    try:
        opened = parquet.ParquetFile(path, pre_buffer=False)
    except (OSError, ArrowInvalid):
        raise ModelError(f"{path} cannot be read as a Parquet file") from None
    with opened as file:
        wanted = model_variables(formula)
        known = set(file.schema_arrow.names)
        columns = [name for name in wanted if name in known]
        frames = _Frames()
        # One row group after the other: a reader of all keeps what it has decoded.
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(size, row_groups=[group], columns=columns):
                yield frames.frame_of(batch)


class _Frames:
    """Arrow's batches as frames, with one type for the categories that all of them share.

    pandas would build the categories of every batch again, and compare them wherever two meet.
    """

    def __init__(self) -> None:
        self._types: dict[str, tuple[pa.Array, pd.CategoricalDtype]] = {}

    def frame_of(self, batch: pa.RecordBatch) -> pd.DataFrame:
        """The columns of a batch, in their order."""
        import pyarrow as pa

        coded = [field.name for field in batch.schema if pa.types.is_dictionary(field.type)]
        if not coded:
            whole: pd.DataFrame = batch.to_pandas()
            return whole
        frame = batch.drop_columns(coded).to_pandas()
        columns = {
            name: self._categorical(name, batch.column(name)) if name in coded else frame[name]
            for name in batch.schema.names
        }
        return pd.DataFrame(columns, copy=False)

    def _categorical(self, name: str, column: pa.DictionaryArray) -> pd.Categorical[Any]:
        known, dtype = self._types.get(name, (None, None))
        if dtype is None or not column.dictionary.equals(known):
            dtype = column.slice(0, 0).to_pandas().dtype
            self._types[name] = column.dictionary, dtype
        codes = column.indices.cast("int32").fill_null(-1).to_numpy()
        return pd.Categorical.from_codes(codes, dtype=dtype)


def _whole_people(
    formula: ModelFormula, pieces: Iterable[pd.DataFrame], size: int
) -> Iterator[pd.DataFrame]:
    """Each piece without the people who may have rows in its neighbours.

    These are put together and come as pieces of their own, `size` rows at a time, which spares a
    copy of every piece.
    """
    term = formula.covariance
    assert term is not None
    person: Any = None
    held: list[pd.DataFrame] = []
    waiting: list[pd.DataFrame] = []
    for piece in pieces:
        if term.subject not in piece.columns:
            raise ModelError(f"the data have no column {term.subject!r}")
        if not len(piece):
            continue
        people = comparable(piece[term.subject])
        if people.isna().any():
            raise ModelError(f"term {term}: {term.subject!r} is missing in some rows")
        lowest, highest = people.min(), people.max()
        if held and lowest < person:
            raise ModelError(
                f"the rows must be sorted by {term.subject!r}: people of one piece come again in, "
                "or before those of, an earlier one"
            )
        compared = piece.assign(**{term.subject: people})
        inside = np.ones(len(piece), dtype=bool)
        if held and lowest == person:
            going_on = (people == person).to_numpy(dtype=bool)
            held.append(compared.iloc[_run(going_on)].copy())
            inside = ~going_on
        if held and highest == person:
            continue
        waiting += held
        last = (people == highest).to_numpy(dtype=bool)
        # A copy, since what is held must not keep the whole piece.
        person, held = highest, [compared.iloc[_run(last)].copy()]
        inside &= ~last
        if inside.any():
            yield compared.iloc[_run(inside)]
        if sum(map(len, waiting)) > size:
            yield pd.concat(waiting, ignore_index=True)
            waiting = []
    if held:
        yield pd.concat([*waiting, *held], ignore_index=True)


def _run(marks: NDArray[np.bool_]) -> slice | NDArray[np.bool_]:
    """The marks, as a slice where they are a single run."""
    first, count = int(marks.argmax()), int(np.count_nonzero(marks))
    return slice(first, first + count) if marks[first : first + count].all() else marks
