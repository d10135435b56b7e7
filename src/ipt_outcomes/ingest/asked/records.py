"""What was given by each person, in every form; and who gave the very same as another."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ipt_outcomes.row_groups import numbered_groups

# A form: its scale, visit, day and number; what was given: item and value.
Form = tuple[object, ...]
Given = tuple[tuple[int, float], ...]
Record = Mapping[Form, Given]

_KEY = ["scale", "visit", "day", "repeat"]


class Records:
    """The answers that are there, by participant, in the table's order.

    Of a hundred thousand people only those are written out of whom somebody asks.
    """

    def __init__(self, scores: pd.DataFrame) -> None:
        """`scores` is the table of that name."""
        self._scores = scores
        # Missing answers are nobody's: -1.
        self._codes, people = pd.factorize(scores["participant"].where(scores["value"].notna()))
        self.people: tuple[str, ...] = tuple(map(str, people))
        self._place = {who: code for code, who in enumerate(self.people)}

    def __contains__(self, who: str) -> bool:
        """Whether somebody of that identifier gave an answer."""
        return who in self._place

    def of(self, people: Collection[str]) -> dict[str, Record]:
        """The records of these people."""
        wanted = np.zeros(len(self.people) + 1, dtype=bool)
        wanted[[self._place[who] for who in people]] = True
        scores = self._scores.loc[wanted[self._codes]]
        columns = {
            name: scores[name].astype("object").where(scores[name].notna(), None)
            for name in _KEY
            if name in scores
        }
        found: dict[str, dict[Form, list[tuple[int, float]]]] = {}
        for who, item, value, *form in zip(
            scores["participant"], scores["item"], scores["value"], *columns.values(), strict=True
        ):
            found.setdefault(str(who), {}).setdefault(tuple(form), []).append((int(item), value))
        return {
            who: {form: tuple(sorted(given)) for form, given in forms.items()}
            for who, forms in found.items()
        }

    def alike(self, leaving_out: Collection[str] = ()) -> list[list[str]]:
        """The people of whom the same is known, two or more together, in the table's order."""
        out = set(leaving_out)
        sums = pd.Series(self._fingerprints(), index=list(self.people))
        again = sums.index[sums.duplicated(keep=False).to_numpy()]
        records = self.of([who for who in again if who not in out])
        groups: dict[frozenset[object], list[str]] = {}
        for who, record in records.items():
            groups.setdefault(frozenset(record.items()), []).append(who)
        return [group for group in groups.values() if len(group) > 1]

    def _fingerprints(self) -> np.ndarray:
        """A number a person, the same for the same answers in any order."""
        key = [name for name in _KEY if name in self._scores]
        given = pd.DataFrame(
            {
                "form": numbered_groups(self._scores, key),
                "item": self._scores["item"].to_numpy(dtype="int64"),
                "value": self._scores["value"].to_numpy(dtype="float64"),
            }
        )
        hashed = pd.util.hash_pandas_object(given, index=False).to_numpy()
        found = np.zeros(len(self.people), dtype=np.uint64)
        somebodys = self._codes >= 0
        np.add.at(found, self._codes[somebodys], hashed[somebodys])
        return found
