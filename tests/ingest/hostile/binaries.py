"""Hostile files of SPSS, Stata, SAS and Parquet, in place of the small trial's bdi.csv."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SUFFIXES = (".sav", ".dta", ".xpt", ".sas7bdat")
COLUMNS: dict[str, list[Any]] = {"id": ["001", "1e5"], "bdi_0": [30.0, 25.0], "bdi_8": [12.0, 9.0]}
SAS = Path(__file__).parents[2] / "reference" / "small_trial.sas7bdat"


def good(path: Path) -> bytes:
    """Write a sound file of the suffix's program; its bytes."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(COLUMNS)
    if path.suffix == ".sas7bdat":
        # Nothing in Python writes these.
        path.write_bytes(SAS.read_bytes())
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        write = {".sav": "write_sav", ".dta": "write_dta", ".xpt": "write_xport"}[path.suffix]
        getattr(pyreadstat, write)(frame, path)
    return path.read_bytes()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_bytes(b"id,bdi_0,bdi_8\n001,30,12\n")


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))


def random_after_a_sound_start(path: Path) -> None:
    path.write_bytes(good(path)[:200] + random.Random(1).randbytes(100_000))


def cut_off(path: Path) -> None:
    data = good(path)
    path.write_bytes(data[: len(data) - 20])


def cut_in_half(path: Path) -> None:
    data = good(path)
    path.write_bytes(data[: len(data) // 2 + 3])


OF_ANY_FORMAT: list[Callable[[Path], None]] = [
    empty, text, random_bytes, random_after_a_sound_start, cut_off, cut_in_half,
]  # fmt: skip


def crashes_the_parser(path: Path) -> None:
    """A .sav whose label of a text is of a text that is not UTF-8: ReadStat's parser ends in it."""
    import pandas as pd
    import pyreadstat

    labels = {"id": {"001": "first"}}
    pyreadstat.write_sav(pd.DataFrame(COLUMNS), path, variable_value_labels=labels)
    data = path.read_bytes()
    assert data.count(b"001     \5first") == 1
    path.write_bytes(data.replace(b"001     \5first", b"\xff01     \5first"))


def more_rows_than_bytes_sav(path: Path) -> None:
    """The number of cases is at byte 80, four bytes (PSPP's description of the format)."""
    data = bytearray(good(path))
    assert data[80:84] == (2).to_bytes(4, "little")
    data[80:84] = (16_000_000).to_bytes(4, "little")
    path.write_bytes(data)


def more_rows_than_bytes_dta(path: Path) -> None:
    data = good(path)
    at = data.index(b"<N>") + 3
    path.write_bytes(data[:at] + (8_000_000).to_bytes(8, "little") + data[at + 8 :])


def parquet(path: Path, columns: dict[str, Any], **options: Any) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table(columns), path, **options)


def nested(path: Path) -> None:
    parquet(path, {**COLUMNS, "bdi_8": [[12.0], [9.0]]})


def records(path: Path) -> None:
    parquet(path, {**COLUMNS, "bdi_8": [{"a": 12.0}, {"a": 9.0}]})


def text_not_utf_8(path: Path) -> None:
    parquet(path, {**COLUMNS, "id": ["Zanzibar", "Zanzibar77"]}, compression="none")
    path.write_bytes(path.read_bytes().replace(b"Zanzibar77", b"Zanzibar\xff7"))


def no_such_date(path: Path) -> None:
    import pyarrow as pa

    parquet(path, {**COLUMNS, "bdi_8": pa.array([2**62, 1], pa.timestamp("us"))})


def many_equal_rows(path: Path) -> None:
    """Thirty million rows in some kilobytes."""
    import numpy as np
    import pyarrow as pa

    code = pa.array(np.zeros(30_000_000, dtype="int8"))
    parquet(path, {"id": code, "bdi_0": code, "bdi_8": code})


def a_cell_of_gigabytes(path: Path) -> None:
    """Text of 200 million characters, packed into next to nothing."""
    text = "x" * 200_000_000
    parquet(path, {**COLUMNS, "bdi_8": [text, ""]}, compression="zstd", use_dictionary=False)


def declared_rows(path: Path) -> None:
    """The footer says that there are 2 to the power of 40 rows: a varint of its structure."""
    data = good(path)
    footer = int.from_bytes(data[-8:-4], "little")
    start = len(data) - 8 - footer
    # The number of rows is the field after the schema: an i64 of 2, in zigzag 4.
    at = data.index(b"\x16\x04\x19", start)
    rows = b"\x16" + varint(2 << 40)
    body = data[:at] + rows + data[at + 2 : -8]
    path.write_bytes(body + (len(body) - start).to_bytes(4, "little") + b"PAR1")


def other_rows(path: Path, number: int) -> None:
    """The footer says that there are so many rows."""
    data = good(path)
    footer = int.from_bytes(data[-8:-4], "little")
    start = len(data) - 8 - footer
    at = data.index(b"\x16\x04\x19", start)
    body = data[:at] + b"\x16" + varint(2 * number) + data[at + 2 : -8]
    path.write_bytes(body + (len(body) - start).to_bytes(4, "little") + b"PAR1")


def more_rows_than_there_are(path: Path) -> None:
    other_rows(path, 1_000)


def fewer_rows_than_there_are(path: Path) -> None:
    other_rows(path, 1)


def one_text_of_megabytes(path: Path) -> None:
    parquet(path, {**COLUMNS, "bdi_8": ["x" * 2_000_000, ""]}, compression="zstd")


def one_text_on_many_rows(path: Path) -> None:
    """A text of a thousand characters, kept once, on 200 000 rows."""
    import numpy as np
    import pyarrow as pa

    codes = pa.array(np.zeros(200_000, dtype="int32"))
    text = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 1_000])).cast(pa.string())
    parquet(path, {"id": text, "bdi_0": codes, "bdi_8": codes})


def bytes_of_one_length(path: Path) -> None:
    import pyarrow as pa

    parquet(path, {**COLUMNS, "id": pa.array([b"001", b"1e5"], pa.binary(3))})


def two_data_sets(path: Path) -> None:
    """A transport file with a second data set after the first (SAS, TS-140)."""
    first = good(path)
    # After the library's three records.
    path.write_bytes(first + first[240:])


def varint(number: int) -> bytes:
    def bytes_of(rest: int) -> Iterator[int]:
        while rest > 127:
            yield rest & 127 | 128
            rest >>= 7
        yield rest

    return bytes(bytes_of(number))


# The maker, the file's suffix, the column and a word of the rule.
REFUSED: list[tuple[Callable[[Path], None], str, str | None, str]] = [
    *[(make, suffix, None, "cannot be read") for suffix in SUFFIXES for make in OF_ANY_FORMAT],
    *[(make, ".parquet", None, "cannot be read as Parquet") for make in OF_ANY_FORMAT],
    (crashes_the_parser, ".sav", None, "cannot be read as SPSS writes it"),
    (more_rows_than_bytes_sav, ".sav", None, "cannot be read as SPSS writes it"),
    (more_rows_than_bytes_dta, ".dta", None, "cannot be read as Stata writes it"),
    (two_data_sets, ".xpt", None, "2 data sets"),
    (more_rows_than_there_are, ".parquet", None, "other rows than it says"),
    (fewer_rows_than_there_are, ".parquet", None, "other rows than it says"),
    (one_text_of_megabytes, ".parquet", "bdi_8", "far longer than scores or words"),
    (one_text_on_many_rows, ".parquet", "id", "far longer than scores or words"),
    (bytes_of_one_length, ".parquet", "id", "hold bytes"),
    (nested, ".parquet", "bdi_8", "lists or records"),
    (records, ".parquet", "bdi_8", "lists or records"),
    (text_not_utf_8, ".parquet", "id", "not UTF-8"),
    (no_such_date, ".parquet", "bdi_8", "no calendar has"),
    (declared_rows, ".parquet", None, "more than 400000000 cells"),
    (many_equal_rows, ".parquet", None, "far more than people's scores do"),
    (a_cell_of_gigabytes, ".parquet", None, "far more than people's scores do"),
]
# Making them takes seconds: these are for the benchmark.
SLOW = (many_equal_rows, a_cell_of_gigabytes)
