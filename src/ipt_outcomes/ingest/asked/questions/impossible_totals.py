"""Could the scale's scoring give the reported totals? Has somebody filled in answers before?"""

from __future__ import annotations

import pandas as pd

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.instruments.forms import impossible, other_form
from ipt_outcomes.phrases import counted
from ipt_outcomes.plan.confirmed import key_of
from ipt_outcomes.plan.score_files import DatedScores


def ask(data: Data) -> None:
    """Refuse what is no multiple of the scale's factor; count the fractions of a plain sum."""
    for forms in data.forms:
        totals = forms.totals.dropna()
        if not len(totals) or _made_here(forms):
            continue
        if forms.scale not in forms.entry.totals_as and other_form(
            forms.instrument, totals.to_numpy(dtype="float64")
        ):
            continue
        odd = totals[impossible(forms.instrument, totals.to_numpy(dtype="float64"))]
        if len(odd) and forms.instrument.multiply_by != 1:
            _refuse(data, forms, odd)
        elif len(odd):
            # ASSUME: a sum with a fraction was made from some of the answers, the rest filled in.
            data.notes.append(
                f"{forms.file}: {forms.scale}: {len(odd)} of "
                f"{counted(len(totals), 'reported total')} are fractions, which a sum of answers "
                "is not: unanswered items were filled in before, by a rule that the file does not "
                "tell"
            )


def _made_here(forms: Forms) -> bool:
    """Whether totals are fractions by what the plan asks: a mean of two, means made sums."""
    averaged = isinstance(forms.entry, DatedScores) and forms.entry.duplicates == "mean"
    return averaged or forms.entry.totals_as.get(forms.scale) == "mean"


def _refuse(data: Data, forms: Forms, odd: pd.Series) -> None:
    factor = forms.instrument.multiply_by
    data.asks(
        forms.entry,
        key_of(forms.scale, "impossible_totals"),
        lines=odd.index,
        column=forms.total_column,
        rule=f"{forms.instrument.name} is a sum times {factor:g}, and the total is no multiple of "
        f"{factor:g}",
        remedy="A code for a missing value may lie within the range: declare it under `missing`. "
        "Else correct the total.",
    )
