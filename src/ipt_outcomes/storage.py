"""Writing files so that a reader never sees half of one, and twice gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from ipt_outcomes.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BOTH_LINE_ENDS = "\r\n"
# No one looks through more rows, and as text they take fifty times the room.
MOST_ROWS_AS_CSV = 200_000
PEOPLE = frozenset({"participant", "treated_by"})
"""The columns by which a table has rows of people: those treated, or those who treat them."""
_TOO_LONG = re.compile("This table has [0-9]+ rows: too many for a CSV file")
_NUMBER = re.compile(r"[+-](?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@contextmanager
def replacing(path: str | Path, *, private: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well.

    `private`: nobody but the file's owner can read it, from its first byte on.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{uuid4().hex}{path.suffix}")
    try:
        if private:
            temporary.touch(mode=0o600)
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str, *, private: bool = False) -> None:
    """Write UTF-8 text with line feeds; `private` as `replacing` has it."""
    with replacing(path, private=private) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a frame as Parquet to `path` (`*.parquet`) and as CSV for people beside it.

    The row index is not kept. Numbers in the CSV have as many digits as are needed to read the same
    number back; a missing value is an empty cell. Rows end in a line feed; a cell that holds a line
    end of any kind is quoted. Text that a spreadsheet program would run as a formula begins with an
    apostrophe there; the Parquet file has it as it is. Of more than `MOST_ROWS_AS_CSV` rows the CSV
    is one sentence, which says that the Parquet file has them. Tables with rows of people can be
    read by their owner alone.
    """
    path, private = Path(path), not PEOPLE.isdisjoint(frame.columns)
    with replacing(path, private=private) as temporary:
        frame.reset_index(drop=True).to_parquet(temporary, index=False)
    if len(frame) > MOST_ROWS_AS_CSV:
        write_text(path.with_suffix(".csv"), _too_long(len(frame), path.name))
        return
    with (
        replacing(path.with_suffix(".csv"), private=private) as temporary,
        _LineFeedRows(temporary.open("wb"), encoding="utf-8", newline="") as rows,
    ):
        harmless(frame).to_csv(rows, index=False, lineterminator=_BOTH_LINE_ENDS)


def _too_long(rows: int, name: str) -> str:
    return (
        f"This table has {rows} rows: too many for a CSV file. They are in {name} beside it; "
        "pandas.read_parquet and R's arrow::read_parquet read it.\n"
    )


def write_tables(frames: Mapping[str, pd.DataFrame], paths: Mapping[str, str | Path]) -> None:
    """Write each frame as `write_table` does, to the path that has its name."""
    for name, frame in frames.items():
        write_table(frame, paths[name])


class _LineFeedRows(TextIOWrapper):
    """A file of rows that end in a line feed, given one at a time with both line ends.

    Up to Python 3.12 the csv module quotes a cell only for the characters that end a line there:
    told the line feed alone, it leaves a carriage return bare, and most readers begin a row at it.
    """

    def write(self, row: str) -> int:
        """Write one row."""
        return super().write(row.removesuffix(_BOTH_LINE_ENDS) + "\n")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text, column names too, that begins a formula.

    Such text begins with =, +, -, @, as wide as a Chinese character too, with a tab or a carriage
    return (OWASP, "CSV Injection"), and is not a number: -5 and +3.1 stay.
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    safe = frame.rename(columns=_without_formula)
    for position, column in enumerate(safe.columns):
        cells = safe.iloc[:, position]
        if not is_numeric_dtype(cells.dtype) and not is_bool_dtype(cells.dtype):
            distinct = cells.unique()
            if any(map(_is_formula, distinct)):
                words = {text: _without_formula(text) for text in distinct}
                safe[column] = cells.astype(object).map(words)
    return safe


def _is_formula(text: object) -> bool:
    return (
        isinstance(text, str)
        and text.startswith(_BEGINS_FORMULA)
        and _NUMBER.fullmatch(text) is None
    )


def _without_formula(text: object) -> object:
    return f"'{text}" if _is_formula(text) else text


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_table` wrote, types and order of categories as they were."""
    import pandas as pd

    return pd.read_parquet(path)


def read_csv_text(path: str | Path) -> pd.DataFrame:
    """Read a CSV file that `write_table` wrote, every cell as text; an empty one is missing.

    The apostrophe before what a spreadsheet would run as a formula is taken away again. Raises
    DataError where the file is no such text, or says that the table is too long for one.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        rule, remedy = "not a CSV file of the workflow", "Check the file's name."
        raise DataError([Problem(str(path), None, None, rule, remedy)]) from None
    if len(frame.columns) == 1 and _TOO_LONG.match(str(frame.columns[0])):
        rule = "the table is too long for a CSV file, and this one has none of its rows"
        raise DataError([Problem(str(path), None, None, rule, "Read the Parquet file beside it.")])
    marked = tuple(f"'{sign}" for sign in _BEGINS_FORMULA)
    for name in frame:
        cells = frame[name]
        frame[name] = cells.mask(cells.str.startswith(marked).fillna(False), cells.str[1:])
    return frame


def read_tables(paths: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """The rows of one table or of several of one kind, in the order of the paths."""
    import pandas as pd

    each = [paths] if isinstance(paths, (str, Path)) else paths
    return pd.concat([read_table(path) for path in each], ignore_index=True)
