"""Where a table lies in a trial's results, and which stage makes it: said once, in its schema."""

from __future__ import annotations

from dataclasses import dataclass

import pandera.pandas as pa

_KEY = "place"


@dataclass(frozen=True)
class Place:
    """The stage that writes a table, and what there is one of: a trial, an outcome, an analysis.

    `per` holds wildcards of the path in their order. `file` is the file's name where it is not the
    table's.
    """

    stage: str
    per: tuple[str, ...] = ()
    file: str | None = None

    def said(self) -> dict[str, object]:
        """As a schema's metadata."""
        return {_KEY: self}


def place_of(schema: pa.DataFrameSchema) -> Place:
    """The place that a schema's metadata say. Raises KeyError where they say none."""
    place: Place = (schema.metadata or {})[_KEY]
    return place


def path_of(schema: pa.DataFrameSchema) -> str:
    """The Parquet file of a table, with wildcards in braces; the CSV for people is beside it."""
    place = place_of(schema)
    folders = ["results/{trial}", place.stage, *(f"{{{name}}}" for name in place.per)]
    return "/".join([*folders, f"{place.file or schema.title}.parquet"])
