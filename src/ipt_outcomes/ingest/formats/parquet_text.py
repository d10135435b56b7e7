"""A Parquet file as text."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipt_outcomes.errors import Problem
from ipt_outcomes.ingest.findings import Findings
from ipt_outcomes.ingest.formats.cell_text import cell_text
from ipt_outcomes.ingest.formats.header import read_header
from ipt_outcomes.ingest.formats.ordinary_file import is_ordinary
from ipt_outcomes.ingest.text_table import TextTable

# Parquet packs repeated values into next to nothing: cells are counted before they are unpacked.
MOST_CELLS = 400_000_000
# ASSUME: people's scores do not repeat so that more rows than this fit in a byte, or that they
# unpack to more than this many times their file. A small file is not held to it.
MOST_ROWS_A_BYTE = 20
MOST_TIMES_UNPACKED = 200
FEW_ROWS = 1_000_000
FEW_BYTES = 1 << 26
# ASSUME: a longer text, in bytes, is nobody's word for anything; what people wrote is shorter.
LONGEST_TEXT = 1 << 20


def read_parquet_text(
    path: Path,
    file: str,
    wanted: Collection[str],
    findings: Findings,
    *,
    rows_needed: bool = True,
) -> TextTable | None:
    """The columns `wanted` of the Parquet file at `path`, called `file` in messages.

    Lines are the rows' numbers plus one. A file without rows is refused where `rows_needed`. None
    when it breaks a rule; `findings` then says which. Raises OSError where nothing is at `path`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not is_ordinary(path, file, findings):
        return None
    before = len(findings)
    try:
        with pq.ParquetFile(path) as stored:
            schema = stored.schema_arrow
            rows = int(stored.metadata.num_rows)
            header = read_header(file, 1, schema.names, wanted, findings)
            if len(findings) > before:
                return None
            columns = [name for name in dict.fromkeys(wanted) if name in header.places]
            _report_form(file, schema, columns, rows, findings)
            if rows_needed and not rows:
                _refuse(file, None, "the file has no rows", "Give a file with rows.", findings)
            size = path.stat().st_size
            if _is_bomb(stored.metadata, size):
                rule = "the file unpacks to far more than people's scores do"
                _refuse(file, None, rule, "Write it again without repeated rows.", findings)
            if len(findings) > before:
                return None
        # A text that is there once is unpacked once, however many rows have it.
        texts = [name for name in columns if _is_text(schema.field(name).type)]
        with pq.ParquetFile(path, read_dictionary=texts) as stored:
            table = stored.read(columns=columns)
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        _refuse(file, None, "the file cannot be read as Parquet", "Write it again.", findings)
        return None
    if columns and len(table) != rows:
        rule = "the file has other rows than it says"
        _refuse(file, None, rule, "Write it again.", findings)
        return None
    cells = {}
    for name in columns:
        try:
            table.column(name).validate(full=True)
            longest, together = _lengths(table.column(name))
            if longest > LONGEST_TEXT or together > max(FEW_BYTES, MOST_TIMES_UNPACKED * size):
                rule = "the column's texts are far longer than scores or words"
                _refuse(file, name, rule, "Leave the column out of the plan.", findings)
                continue
            cells[name] = _texts(table.column(name))
        except (pa.ArrowException, ValueError, OverflowError):
            rule = "the column holds text that is not UTF-8, or a time that no calendar has"
            _refuse(file, name, rule, "Write the column again, as UTF-8 text.", findings)
    if len(findings) > before:
        return None
    lines = pd.Index(np.arange(2, rows + 2), dtype="int64")
    return TextTable(file, header.names, pd.DataFrame(cells, index=lines), notes=header.notes)


def _is_bomb(about: Any, size: int) -> bool:
    """Whether the file holds more rows or bytes than its size can mean."""
    # What the file says of single columns is left alone: Arrow ends the process where it is wrong.
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    unpacked = sum(int(group.total_byte_size) for group in groups)
    too_many_rows = int(about.num_rows) > max(FEW_ROWS, MOST_ROWS_A_BYTE * size)
    return too_many_rows or unpacked > max(FEW_BYTES, MOST_TIMES_UNPACKED * size)


def _report_form(file: str, schema: Any, columns: list[str], rows: int, findings: Findings) -> None:
    import pyarrow.types as kinds

    if rows * max(len(columns), 1) > MOST_CELLS:
        rule = f"the mapped columns have more than {MOST_CELLS} cells"
        _refuse(file, None, rule, "Give fewer rows.", findings)
    for name in columns:
        if kinds.is_nested(schema.field(name).type):
            rule = "the column's cells hold lists or records"
            _refuse(file, name, rule, "Give one value a cell.", findings)
        elif kinds.is_fixed_size_binary(schema.field(name).type):
            rule = "the column's cells hold bytes, and no text or numbers"
            _refuse(file, name, rule, "Write it as text.", findings)


def _is_text(kind: Any) -> bool:
    import pyarrow.types as kinds

    of_bytes = kinds.is_binary(kind) or kinds.is_large_binary(kind)
    return bool(of_bytes or kinds.is_string(kind) or kinds.is_large_string(kind))


def _lengths(column: Any) -> tuple[int, int]:
    """The bytes of the column's longest text, and of all of them; 0 where there is no text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    longest = together = 0
    for chunk in column.chunks:
        encoded = isinstance(chunk, pa.DictionaryArray)
        texts = chunk.dictionary if encoded else chunk
        if not _is_text(texts.type) or not len(texts):
            continue
        lengths = pc.binary_length(texts).fill_null(0).to_numpy(zero_copy_only=False)
        longest = max(longest, int(lengths.max()))
        if encoded:
            codes = chunk.indices.drop_null().to_numpy(zero_copy_only=False)
            lengths = lengths * np.bincount(codes, minlength=len(lengths))
        together += int(lengths.sum())
    return longest, together


def _texts(column: Any) -> Any:
    """The column's cells as text; each distinct value is written once."""
    import pyarrow as pa
    import pyarrow.types as kinds

    kind = column.type
    if kinds.is_string(kind) or kinds.is_large_string(kind):
        return pd.array(column.fill_null("").to_numpy(zero_copy_only=False), dtype="str")
    if not kinds.is_dictionary(kind):
        column = column.dictionary_encode()
    # Chunks may have dictionaries of their own.
    encoded = pa.chunked_array(column).unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    texts = pd.array([cell_text(value) for value in encoded.dictionary.to_pylist()], dtype="str")
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")
    return texts.take(codes, allow_fill=True, fill_value="")


def _refuse(file: str, column: str | None, rule: str, remedy: str, findings: Findings) -> None:
    findings.add(Problem(file, None, column, rule, remedy))
