"""How the tables look: what every great_tables table of the report shares."""

from __future__ import annotations

from collections.abc import Sequence

from great_tables import GT, loc, style

_RIGHT = ("se", "df", "p", "n", "totals", "shift")
_ON_ONE_LINE = ("estimate", "ci", "g", "p", "n", "visit", "totals", "shift")


def finished(table: GT, columns: Sequence[str], bold: Sequence[int], notes: Sequence[str]) -> GT:
    """The table with its fonts, alignment and notes; the rows of `bold` (positions) are bold."""
    words = [name for name in columns if name not in _RIGHT]
    table = (
        table.cols_align("left", columns=words)
        .cols_align("right", columns=[name for name in columns if name not in words])
        .tab_options(
            table_font_size="13px",
            table_width="100%",
            data_row_padding="4px",
            data_row_padding_horizontal="8px",
            column_labels_padding_horizontal="8px",
            row_group_padding_horizontal="8px",
            row_group_font_weight="bold",
            source_notes_font_size="12px",
            table_font_names=["system-ui", "sans-serif"],
        )
        .tab_style(
            style.text(whitespace="nowrap"),
            loc.body(columns=[name for name in columns if name in _ON_ONE_LINE]),
        )
    )
    if bold:
        table = table.tab_style(style.text(weight="bold"), loc.body(rows=list(bold)))
    for note in notes:
        table = table.tab_source_note(note)
    return table
