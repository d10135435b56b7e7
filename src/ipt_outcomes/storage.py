"""Writing files so that a reader never sees half of one, and twice gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{uuid4().hex}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text with line feeds."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a frame as Parquet to `path` (`*.parquet`) and as CSV for people beside it.

    The row index is not kept. Numbers in the CSV have as many digits as are needed to read the same
    number back; a missing value is an empty cell.
    """
    path = Path(path)
    with replacing(path) as temporary:
        frame.reset_index(drop=True).to_parquet(temporary, index=False)
    with replacing(path.with_suffix(".csv")) as temporary:
        frame.to_csv(temporary, index=False, encoding="utf-8", lineterminator="\n")


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_table` wrote, types and order of categories as they were."""
    import pandas as pd

    return pd.read_parquet(path)


def read_tables(paths: Iterable[str | Path]) -> pd.DataFrame:
    """The rows of several tables of one kind, in the order of the paths."""
    import pandas as pd

    return pd.concat([read_table(path) for path in paths], ignore_index=True)
