"""A shown table as HTML, by great_tables: every cell, heading and note is escaped."""

from __future__ import annotations

import re
from html import escape

import pandas as pd
from great_tables import GT, html, loc, style

from ipt_outcomes.report.numbers import NO_BREAK
from ipt_outcomes.report.shown_table import Column, ShownTable

_RIGHT = ("number", "p_value", "count")
_BROKEN = ("text", "code")
_BAD = "#9B1C1C"
_GROUP = "group"
_ROOM = "9.5em"
# Each cell names its headings, which have a scope: half of a long table's bytes say nothing new.
_HEADERS = re.compile(r'(<td\b[^<>]*?) headers="[^"<>]*"')


def render(table: ShownTable) -> str:
    """The table as a fragment of HTML with its own style; the same table gives the same bytes."""
    # Columns by position: a key could be any word.
    keys = [f"column{position}" for position in range(len(table.columns))]
    texts = [list(map(_held_together, row, table.columns)) for row in table.texts]
    frame = pd.DataFrame(texts, columns=keys, dtype="object")
    grouped = any(row.group is not None for row in table.rows)
    if grouped:
        frame[_GROUP] = [row.group or "" for row in table.rows]
    shown = GT(frame, groupname_col=_GROUP if grouped else None, id=f"table-{table.name}")
    shown = _styled(shown, table, keys)
    for note in table.notes:
        shown = shown.tab_source_note(note)
    return _HEADERS.sub(r"\1", str(shown.as_raw_html()))


def _styled(shown: GT, table: ShownTable, keys: list[str]) -> GT:
    columns = list(zip(keys, table.columns, strict=True))
    shown = (
        shown.cols_label({key: _heading(column) for key, column in columns})
        .cols_align("left", columns=[key for key, c in columns if c.format not in _RIGHT])
        .cols_align("right", columns=[key for key, c in columns if c.format in _RIGHT])
        .tab_options(
            table_font_size="13px",
            table_width="100%",
            data_row_padding="4px",
            data_row_padding_horizontal="6px",
            column_labels_padding_horizontal="6px",
            row_group_padding_horizontal="6px",
            row_group_font_weight="bold",
            source_notes_font_size="12px",
            table_font_names=["system-ui", "sans-serif"],
        )
        .opt_css(_of_columns(table))
    )
    bold = [at for at, row in enumerate(table.rows) if row.bold]
    if bold:
        shown = shown.tab_style(style.text(weight="bold"), loc.body(rows=bold))
    for key, column in columns:
        bad = [at for at, row in enumerate(table.rows) if column.key in row.bad]
        if bad:
            shown = shown.tab_style(
                style.text(color=_BAD, weight="bold"), loc.body(columns=[key], rows=bad)
            )
    return shown


def _of_columns(table: ShownTable) -> str:
    """How the cells of each column are set, said once a column."""
    rules = []
    for place, column in enumerate(table.columns, start=1):
        said = []
        if column.one_line or column.format not in _BROKEN:
            said.append("white-space: nowrap;")
        if column.format == "code":
            said.append("font-family: monospace; font-size: 11.5px; overflow-wrap: anywhere;")
        if column.roomy:
            said.append(f"min-width: {_ROOM};")
        if said:
            cells = f"#table-{table.name} .gt_table_body td:nth-of-type({place})"
            rules.append(f"{cells} {{ {' '.join(said)} }}")
    return "\n".join(rules)


def _held_together(text: str, column: Column) -> str:
    """The text with no-break spaces where a narrow page, such as paper, must not break it."""
    if column.format == "estimate":
        return text.replace(" to ", f"{NO_BREAK}to{NO_BREAK}")
    whole = column.one_line or column.format == "p_value"
    return text.replace(" ", NO_BREAK) if whole else text


def _heading(column: Column) -> object:
    meaning, heading = escape(column.meaning), escape(column.heading)
    return html(f'<span title="{meaning}">{heading}</span>')
