"""Do reverse-keyed items agree with the others, turned as the plan says?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ipt_outcomes.ingest.asked.data import Data, Forms
from ipt_outcomes.ingest.asked.own_total import equals_plain_sum
from ipt_outcomes.instruments.scoring import Floats, keyed
from ipt_outcomes.phrases import listed
from ipt_outcomes.plan.confirmed import key_of

# ASSUME: items of one scale, keyed alike, do not correlate negatively but by chance. A correlation
# is asked about that lies so many standard errors (of Fisher's z, of so many people as there are)
# below 0: of the two groups of items, and of one item with the other group, where many are looked
# at.
FAR_BELOW, FAR_BELOW_OF_ONE = 2.33, 3.29
FEWEST_PEOPLE = 10


def ask(data: Data) -> None:
    """Refuse reverse-keyed items that go against the others."""
    for forms in data.forms:
        instrument = forms.instrument
        whole = forms.answers.loc[forms.complete]
        people = forms.participants.loc[forms.complete].nunique()
        if instrument.reverse_keyed is None or people < FEWEST_PEOPLE:
            continue
        turned = np.isin(whole.columns, instrument.reverse_keyed.numbers)
        if turned.all():
            continue
        answers = _keyed(forms)
        together = _z(answers[:, turned].sum(axis=1), answers[:, ~turned].sum(axis=1), people)
        plain = None if forms.reversed_already else equals_plain_sum(data, forms)
        if together < -FAR_BELOW or plain is not None:
            _ask_of_all(data, forms, len(whole), plain, against=together < -FAR_BELOW)
            continue
        visits = [name for name, there in forms.at_visits() if _against(there, turned)]
        if visits:
            _ask_of_visits(data, forms, visits)
            continue
        against = [
            int(number)
            for place, number in enumerate(whole.columns)
            if _z(answers[:, place], answers[:, turned != turned[place]].sum(axis=1), people)
            < -FAR_BELOW_OF_ONE
        ]
        if against:
            _ask_of_some(data, forms, against, len(whole))


def _keyed(forms: Forms) -> Floats:
    """The answers of complete forms, turned as the plan says."""
    used = forms.instrument.as_turned() if forms.reversed_already else forms.instrument
    return keyed(used, forms.answers.loc[forms.complete].to_numpy(dtype="float64"))


def _against(forms: Forms, turned: NDArray[np.bool_]) -> bool:
    """Whether the items to be turned go against the others at one of several visits."""
    people = forms.participants.loc[forms.complete].nunique()
    if people < FEWEST_PEOPLE:
        return False
    answers = _keyed(forms)
    sums = answers[:, turned].sum(axis=1), answers[:, ~turned].sum(axis=1)
    return _z(*sums, people) < -FAR_BELOW_OF_ONE


def _z(one: Floats, other: Floats, people: int) -> float:
    """The correlation in standard errors; 0 where one of the two does not vary."""
    if not (one.std() > 0 and other.std() > 0):
        return 0.0
    correlation = float(np.clip(np.corrcoef(one, other)[0, 1], -0.999999, 0.999999))
    return math.atanh(correlation) * math.sqrt(people - 3)


def _ask(data: Data, forms: Forms, rule: str, remedy: str) -> None:
    key = key_of(forms.scale, "turned_items")
    data.asks(forms.entry, key, lines=None, column=None, rule=rule, remedy=remedy)


def _ask_of_all(data: Data, forms: Forms, count: int, plain: str | None, *, against: bool) -> None:
    reverse = forms.instrument.reverse_keyed
    assert reverse is not None
    seen = []
    if against:
        seen.append(f"go against the others in {count} forms")
    if plain is not None:
        seen.append(f"are not turned in the file's own total: {plain}")
    here = "which the plan says were turned before" if forms.reversed_already else "turned here,"
    rule = (
        f"the reverse-keyed items of {forms.instrument.name} ({reverse.items}), {here} "
        f"{' and '.join(seen)}"
    )
    if forms.reversed_already:
        remedy = "They are as on the form: remove `reversed_already`"
    else:
        remedy = "They were turned before: write `reversed_already: true` beside `items`"
    remedy += "; or name the columns of `items` in the order of the scale."
    _ask(data, forms, rule, remedy)


def _ask_of_visits(data: Data, forms: Forms, visits: list[str]) -> None:
    rule = (
        f"the reverse-keyed items of {forms.instrument.name}, keyed as the plan says, go against "
        f"the others at {listed(visits)}, and not at the other visits"
    )
    remedy = (
        "They were turned before at some visits and not at others: turn them back in the file, so "
        "that all visits are as on the form."
    )
    _ask(data, forms, rule, remedy)


def _ask_of_some(data: Data, forms: Forms, against: list[int], count: int) -> None:
    numbers = ", ".join(map(str, against))
    rule = (
        f"{'item' if len(against) == 1 else 'items'} {numbers} of {forms.instrument.name}, keyed "
        f"as the scale says, correlate negatively with the others in {count} forms"
    )
    remedy = (
        "Name the columns of `items` in the order of the scale; where only some of the "
        "reverse-keyed items were turned before, turn these back in the file."
    )
    _ask(data, forms, rule, remedy)
