"""Are the reported totals in the scale's own form, or raw sums, or means?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data
from ipt_outcomes.instruments.forms import fractions, other_form
from ipt_outcomes.plan.confirmed import key_of


def ask(data: Data) -> None:
    """Refuse totals within the scale's range that have another form as a whole.

    What lies outside the range is found in reading (`out_of_range.of_totals`).
    """
    for forms in data.forms:
        totals = forms.totals.dropna().to_numpy(dtype="float64")
        if forms.scale in forms.entry.totals_as or not len(totals):
            continue
        instrument = forms.instrument
        if totals.min() < instrument.minimum or totals.max() > instrument.maximum:
            continue
        form = other_form(instrument, totals)
        if form is None:
            continue
        odd = int(fractions(totals / instrument.multiply_by).sum())
        what = "fractions" if instrument.multiply_by == 1 else (
            f"no multiples of {instrument.multiply_by:g}"
        )  # fmt: skip
        data.asks(
            forms.entry,
            key_of(forms.scale, "form_of_totals"),
            lines=None,
            column=forms.total_column,
            rule=f"all {len(totals)} totals of {instrument.name} are {form.maximum:g} or less, and "
            f"{odd} are {what}, as {form.words}, would be; the scale goes from "
            f"{instrument.minimum:g} to {instrument.maximum:g}",
            remedy=f"Write `totals_as: {{{forms.scale}: {form.name}}}` beside `scales`: they are "
            "converted.",
        )
