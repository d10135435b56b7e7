"""The formats that a shown table can be written in: a file each, named as the format.

`render(table)` gives the table in that format.
"""

from __future__ import annotations

from ipt_outcomes.folder_registry import member, names
from ipt_outcomes.report.shown_table import ShownTable

RENDERERS = "ipt_outcomes.report.renderers"


def render(table: ShownTable, form: str = "html") -> str:
    """The table as text of that format, such as `html`. KeyError: there is no such format."""
    if form not in names(RENDERERS):
        raise KeyError(f"no format {form!r}; there are {', '.join(names(RENDERERS))}")
    text: str = member(RENDERERS, form).render(table)
    return text
