"""The page that says what every column of every table means, made from the tables' schemas.

`python -m ipt_outcomes.tables.page` prints it; `make tables-page` puts it into `docs/tables.md`.
"""

from __future__ import annotations

import sys

import pandera.pandas as pa

from ipt_outcomes.tables.check import TABLES
from ipt_outcomes.tables.columns import STANDING
from ipt_outcomes.tables.place import path_of

_BEGINNING = """# The tables: what each column means

The command writes each of these twice: as CSV for people, and as Parquet beside it, which keeps the
types (a table too long for a CSV file is in Parquet alone). A table's *key* is what no two of its
rows share. An empty cell says that there is nothing to say. Text that a spreadsheet would run as a
formula has an apostrophe before it in the CSV file.

This page is made from [the schemas](../src/ipt_outcomes/tables) that every table is held to:
`make tables-page`.
"""
_TYPES = {
    "str": "text",
    "string": "text",
    "float64": "number",
    "int64": "whole number",
    "bool": "yes or no",
    "boolean": "yes or no",
}


def page() -> str:
    """The page, as Markdown: a section a table that is written, in the order of the stages."""
    written = [schema for schema in TABLES.values() if schema.metadata]
    return "\n".join([_BEGINNING, *(_section(schema) for schema in written)])


def _section(schema: pa.DataFrameSchema) -> str:
    path = path_of(schema).removesuffix(".parquet")
    for name in ("trial", "outcome", "analysis"):
        path = path.replace(f"{{{name}}}", f"<{name}>")
    rows = "\n".join(_row(name, column) for name, column in schema.columns.items())
    key = ", ".join(f"`{name}`" for name in schema.unique or ())
    return (
        f"## {schema.title}\n\n`{path}.csv`. {schema.description}\n\nKey: {key}.\n\n"
        f"| column | type | what it says |\n|---|---|---|\n{rows}\n"
    )


def _row(name: str, column: pa.Column) -> str:
    said = [str(column.description)]
    if not column.required and name != STANDING:
        said.append("only where the plan names it")
    words = "; ".join(said).replace("|", "\\|")
    for check in column.checks:
        allowed = (check.statistics or {}).get("allowed_values")
        if allowed and not all(str(word) in words for word in allowed):
            words += ": " + ", ".join(f"`{word}`" for word in allowed)
    return f"| `{name}` | {_type(column)} | {words} |"


def _type(column: pa.Column) -> str:
    kind = str(column.dtype).lower()
    return next(words for start, words in _TYPES.items() if kind.startswith(start))


if __name__ == "__main__":
    sys.stdout.write(page())
