"""Are the reported totals in the scale's own form, or raw sums, or means?"""

from __future__ import annotations

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.instruments.forms import Form, fractions, other_form
from ipt_outcomes.plan.confirmed import key_of


def ask(data: Data) -> None:
    """Refuse totals within the scale's range that have another form, all of them or at one visit.

    What lies outside the range is found in reading (`out_of_range.of_totals`).
    """
    for forms in data.forms:
        if forms.scale in forms.entry.totals_as:
            continue
        form = _form(forms)
        if form is not None:
            remedy = f"Write `totals_as: {{{forms.scale}: {form.name}}}` beside `scales`: they are "
            _ask(data, forms, form, "", remedy + "converted.")
            continue
        for visit, there in forms.at_visits():
            form = _form(there)
            if form is not None:
                remedy = "Bring them to the scale's form in the file, as those of other visits are."
                _ask(data, there, form, f" at {visit}", remedy)


def _form(forms: Forms) -> Form | None:
    """The other form that all these totals have."""
    totals = forms.totals.dropna().to_numpy(dtype="float64")
    instrument = forms.instrument
    if not len(totals) or totals.min() < instrument.minimum or totals.max() > instrument.maximum:
        return None
    return other_form(instrument, totals)


def _ask(data: Data, forms: Forms, form: Form, where: str, remedy: str) -> None:
    totals = forms.totals.dropna().to_numpy(dtype="float64")
    instrument = forms.instrument
    odd = int(fractions(totals / instrument.multiply_by).sum())
    what = "fractions" if instrument.multiply_by == 1 else (
        f"no multiples of {instrument.multiply_by:g}"
    )  # fmt: skip
    data.asks(
        forms.entry,
        key_of(forms.scale, "form_of_totals"),
        lines=None,
        column=forms.total_column,
        rule=f"all {len(totals)} totals of {instrument.name}{where} are {form.maximum:g} or less, "
        f"and {odd} are {what}, as {form.words}, would be; the scale goes from "
        f"{instrument.minimum:g} to {instrument.maximum:g}",
        remedy=remedy,
    )
