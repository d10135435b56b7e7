"""How reliable a scale's scores are in these data: Cronbach's alpha and McDonald's omega.

The formulas: docs/methods.md, "Reliability".
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from ipt_outcomes.instruments import Instrument
from ipt_outcomes.instruments.scoring import Floats, components, keyed
from ipt_outcomes.prepare.omega import mcdonald_omega
from ipt_outcomes.prepare.score import answers_of, keyed_instrument

# ASSUME: with fewer complete forms than this the coefficients say nothing worth showing.
FEWEST_FORMS = 10
_NUMBERS = ["alpha", "alpha_lower", "alpha_upper", "omega", "least_item_rest_correlation"]


def reliability(
    items: pd.DataFrame,
    scale: str | Instrument,
    *,
    columns: Sequence[str] | None = None,
    visit: str | None = None,
    level: float = 0.95,
    reversed_already: bool = False,
) -> pd.DataFrame:
    """Internal consistency of the total and of each subscale, at each visit.

    `items`, `scale`, `columns` and `reversed_already` as in `score`. `visit` names the column that
    tells the visits apart; by default a column `visit` where there is one, else all forms together.

    Columns: `scale`, `visit` (empty without visits), `part` (total or the subscale), `n` (forms
    with every item; others do not count), `components` (what is added up: items, or domains of
    which the greatest answer counts), `alpha` with `alpha_lower` and `alpha_upper` at `level`
    (Cronbach 1951; Feldt, Woodruff and Salih 1987; by pingouin, limits to three decimals), `omega`
    (McDonald 1999, one factor), `least_item_rest_correlation` (below 0: an item that goes against
    the rest, perhaps one that should have been turned, or has been turned twice) and `status`.
    Numbers are missing, and `status` says why, with fewer than 10 forms or where a component does
    not vary. ASSUME: each row is another person's form, as within one visit it is.
    """
    instrument = keyed_instrument(scale, reversed_already)
    answers = answers_of(items, instrument, columns)
    by = visit if visit is not None else ("visit" if "visit" in items.columns else None)
    visits = pd.Series(None, index=range(len(items)), dtype="str") if by is None else (
        items[by].astype("str").reset_index(drop=True)
    )  # fmt: skip
    return coefficients(instrument, answers, visits, level)


def coefficients(
    instrument: Instrument, answers: Floats, visits: pd.Series, level: float
) -> pd.DataFrame:
    """What `reliability` returns, of forms x items in the scale's order and each form's visit."""
    rows = [
        {"scale": instrument.scale, "visit": name, "part": part, **_coefficients(of_part, level)}
        for name, forms in visits.groupby(visits, sort=False, dropna=False).groups.items()
        for part, of_part in _parts(instrument, answers[np.asarray(forms)])
    ]
    return pd.DataFrame(rows).astype(
        {**dict.fromkeys(["scale", "visit", "part", "status"], "str"), "n": "Int64",
         "components": "Int64"}
    )  # fmt: skip


def _parts(instrument: Instrument, answers: Floats) -> Iterator[tuple[str, Floats]]:
    yield "total", components(instrument, answers)
    items = keyed(instrument, answers)
    position = {item.number: place for place, item in enumerate(instrument.items)}
    for sub in instrument.subscales:
        yield sub.name, items[:, [position[number] for number in sub.numbers]]


def _coefficients(parts: Floats, level: float) -> dict[str, object]:
    complete = parts[np.isfinite(parts).all(axis=1)]
    n, k = complete.shape
    found: dict[str, object] = {"n": n, "components": k, **dict.fromkeys(_NUMBERS, math.nan)}
    if n < FEWEST_FORMS:
        return {**found, "status": f"fewer than {FEWEST_FORMS} complete forms"}
    if k < 2:
        return {**found, "status": "one component"}
    if not np.all(complete.std(axis=0) > 0):
        return {**found, "status": "a component does not vary"}
    from pingouin import cronbach_alpha

    alpha, limits = cronbach_alpha(data=pd.DataFrame(complete), ci=level)
    rest = complete.sum(axis=1, keepdims=True) - complete
    together = [
        np.corrcoef(complete[:, item], rest[:, item])[0, 1] if rest[:, item].std() > 0 else math.nan
        for item in range(k)
    ]
    return {
        **found,
        "alpha": float(alpha),
        "alpha_lower": float(limits[0]),
        "alpha_upper": float(limits[1]),
        "omega": mcdonald_omega(np.cov(complete, rowvar=False)),
        "least_item_rest_correlation": float(np.nanmin(together)),
        "status": "ok",
    }
