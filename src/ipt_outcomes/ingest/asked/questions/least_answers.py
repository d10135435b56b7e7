"""Did nobody give the least answer to any item? Then the answers may be coded from 1, not 0."""

from __future__ import annotations

import numpy as np

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.ingest.asked.out_of_range import NOT_MISSING, recode_of
from ipt_outcomes.ingest.cells import as_number
from ipt_outcomes.instruments.items import Item
from ipt_outcomes.plan.confirmed import key_of
from ipt_outcomes.plan.score_files import LongScores, WideItems, WideScores

# ASSUME: in so many forms of so many items somebody chose the least answer once, unless the coding
# begins above it. With fewer the question would be asked of chance.
FEWEST_FORMS = 10
FEWEST_ITEMS = 5
# ASSUME: at one visit, such as a baseline of severely ill people, it takes more forms.
FEWEST_FORMS_OF_A_VISIT = 30


def ask(data: Data) -> None:
    """Refuse answers that all lie above the least one. Value labels settle it, either way."""
    for forms in data.forms:
        items = {item.number: item for item in forms.instrument.items}
        asked = forms.asked
        if asked is None or asked.items is None or asked.recode:
            continue
        given = forms.answers.dropna(how="all")
        labelled = _labelled(data, forms, items[min(items)])
        if labelled == "as the scale":
            continue
        enough = len(given) >= FEWEST_FORMS and len(items) >= FEWEST_ITEMS
        if _above(forms) and (labelled or enough):
            _ask(data, forms, items[min(items)], "", labelled=labelled is not None)
            continue
        for visit, there in forms.at_visits():
            many = len(there.answers.dropna(how="all")) >= FEWEST_FORMS_OF_A_VISIT
            if many and len(items) >= FEWEST_ITEMS and _above(there):
                _ask(data, there, items[min(items)], f" at {visit}", labelled=False)


def _above(forms: Forms) -> bool:
    """Whether nobody gave the least answer to any item."""
    least = np.array([item.minimum for item in forms.instrument.items])
    return not (forms.answers.to_numpy() <= least).any()


def _ask(data: Data, forms: Forms, item: Item, where: str, *, labelled: bool) -> None:
    count = len(forms.answers.dropna(how="all"))
    low, high = item.minimum, item.maximum
    shifted = f"{low + item.step} to {high + item.step}"
    rule = (
        f"nobody gave the least answer ({low}) to any item of {forms.instrument.name}{where}, in "
        f"{count} forms"
    )
    rule += f"; the file's value labels go from {shifted}" if labelled else ""
    remedy = f"Where the file codes {shifted} what the scale counts as {low} to {high}"
    if labelled:
        remedy = f"The file codes {shifted} what the scale counts as {low} to {high}"
    if where:
        remedy += ", bring that visit's to the coding of the others in the file."
    else:
        remedy += f", write `recode: {recode_of(item)}` beside `items`. {NOT_MISSING}"
    data.asks(
        forms.entry,
        key_of(forms.scale, "least_answers"),
        lines=None,
        column=None,
        rule=rule,
        remedy=remedy,
    )


def _labelled(data: Data, forms: Forms, item: Item) -> str | None:
    """What the value labels say of the coding: `as the scale`, `one higher`; None where nothing."""
    labels = data.files[forms.file].labels
    said = {
        code
        for column in _columns(forms)
        for word in labels.get(column, {})
        if (code := as_number(word)) is not None
    }
    answers = set(range(item.minimum, item.maximum + 1, item.step))
    if item.minimum in said:
        return "as the scale"
    return "one higher" if {answer + item.step for answer in answers} <= said else None


def _columns(forms: Forms) -> list[str]:
    entry = forms.entry
    if isinstance(entry, LongScores):
        return list(entry.scales[forms.scale].items or ())
    if isinstance(entry, WideScores):
        said = entry.scales[forms.scale]
        return [name for of in said.items.values() for name in of] if (
            isinstance(said, WideItems)
        ) else []  # fmt: skip
    return [entry.columns.value]
