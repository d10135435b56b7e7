"""Every table that passes between stages: its columns, types, key and what each column means.

A table is a pandera schema: `description` is the column's meaning, `unique` the table's key.
`metadata` say which stage
writes it and where (`place.py`). `checked` is the only way a table leaves a stage.
"""

from ipt_outcomes.tables.check import TABLES, checked, tables_of, typed

__all__ = ["TABLES", "checked", "tables_of", "typed"]
