"""Is the total that a file has beside the items the one that the items give?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.ingest.asked.own_total import (
    OwnTotal,
    is_total,
    item_totals,
    own_totals,
    same_total,
)
from ipt_outcomes.phrases import counted

MOST_LINES = 20


def ask(data: Data) -> None:
    """Compare them; refuse those that disagree unless the plan says which of them counts."""
    for forms in data.forms:
        if forms.asked is None or not forms.complete.any():
            continue
        totals = item_totals(forms, turned=not forms.reversed_already)
        for own in own_totals(data, forms):
            if own.mapped or is_total(own, totals):
                _compare(data, forms, own, totals)


def _compare(data: Data, forms: Forms, own: OwnTotal, totals: pd.Series) -> None:
    both = own.values.notna() & totals.notna()
    differs = both & ~same_total(own.values, totals)
    of = f"{forms.file}: {forms.scale}:"
    asked = forms.asked
    assert asked is not None
    if own.mapped:
        _say_alone(data, forms, own)
    if not differs.any():
        if both.any():
            data.notes.append(
                f"{of} {own.column} is the total of the items in all {counted(both.sum(), 'form')}"
            )
    elif asked.counts is not None:
        lines = ", ".join(map(str, sorted(set(differs.index[differs]))[:MOST_LINES]))
        more = ", the first of them" if differs.sum() > MOST_LINES else ""
        chosen = "the items count" if asked.counts == "items" else "the reported total counts"
        data.notes.append(
            f"{of} {own.column} is not the total of the items in {differs.sum()} of "
            f"{counted(both.sum(), 'form')} (lines {lines}{more}); by the plan {chosen}"
        )
    else:
        also = "" if own.mapped else f"`total: {own.column}` and "
        data.findings.at(
            forms.file,
            differs.index[differs],
            own.column,
            f"not the total of the items of {forms.instrument.name}, which the column is on "
            f"{both.sum() - differs.sum()} of {both.sum()} lines",
            f"Find out which is right, and say which counts: {also}`counts: items` or `counts: "
            "total` beside `items`.",
        )


def _say_alone(data: Data, forms: Forms, own: OwnTotal) -> None:
    """Count the forms of which only what does not count is there."""
    asked = forms.asked
    answered = forms.answers.notna().any(axis=1)
    if asked is not None and asked.counts == "total":
        alone, there, missing = answered & own.values.isna(), "items", "total"
    else:
        alone, there, missing = ~answered & own.values.notna(), "a total", "items"
    if alone.any():
        data.notes.append(
            f"{forms.file}: {forms.scale}: {counted(alone.sum(), 'form')} with {there} and no "
            f"{missing}, which count by the plan: no score"
        )
