"""Which adverse events are counted together: any, serious, severe, related, of a category; and
those of which it is unclear."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd


def after_randomisation(events: pd.DataFrame) -> pd.DataFrame:
    """Those that did not happen before; one without a day is taken to be of the trial."""
    return events[~(events["day"] < 0).fillna(False)]


def kinds_of_events(events: pd.DataFrame) -> Iterator[tuple[str, str | None, pd.DataFrame]]:
    """Each kind, its category, and its events. `events` is the table `adverse_events`.

    Severe and related ones only where the trial records that at all; those of which it is unclear
    whether they were serious or related only where there are such, and never among the others. The
    categories are those that happened, the most frequent first.
    """
    yield "any", None, events
    yield "serious", None, events[events["serious"].fillna(False).astype(bool)]
    if events["serious"].isna().any():
        yield "serious_unclear", None, events[events["serious"].isna()]
    for kind, column, word in (("severe", "severity", "severe"), ("related", "related", "yes")):
        if events[column].notna().any():
            yield kind, None, events[(events[column] == word).fillna(False)]
    unclear = (events["related"] == "unclear").fillna(False)
    if unclear.any():
        yield "related_unclear", None, events[unclear]
    counts = events["event"].value_counts()
    for category in sorted(counts.index, key=lambda each: (-counts[each], each)):
        yield "category", str(category), events[events["event"] == category]
