"""What an estimand makes of the scores after an event, and how many they are.

The formulas: docs/methods.md, "Estimands".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ipt_outcomes.analyses.event_days import event_days
from ipt_outcomes.plan.estimands import Estimand, Event
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.prepare.visits import DAYS_IN_A_WEEK
from ipt_outcomes.tables import checked, typed


@dataclass(frozen=True, repr=False)
class UnderEstimand:
    """One outcome's scores as an estimand has them.

    `given` are the outcome's rows of the table `outcomes`. A person's events act in the order of
    their days; what happens after one that acted changes nothing any more. Raises DataError, when
    asked, where an event's variable is not a column of the participants, or holds no numbers.
    """

    plan: Plan
    estimand: Estimand
    participants: pd.DataFrame
    given: pd.DataFrame

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """The rows with the scores that stand under the estimand."""
        made = self._rows["score"]
        plan, strategy = self.plan, self.estimand.strategy_of
        acting = [event for event in plan.events if strategy(event) != "treatment_policy"]
        first = pd.Series(np.inf, index=self._rows.index)
        for event in acting:
            since, after = self._times[event.name]
            since = since.where(after, np.inf)
            first = first.where(first <= since, since)
        for event in reversed(acting):
            since, after = self._times[event.name]
            acts = after & (since == first)
            made = made.mask(acts, self._instead(event, first == np.inf))
        return self._rows.assign(score=made)

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row an event and arm in which it can happen: counts, as in the table `events`."""
        rows, made = self._rows, self.outcomes["score"]
        arms = self.participants["arm"].astype("str")
        arm = rows["participant"].map(pd.Series(arms.to_numpy(), self.participants["participant"]))
        same = made.eq(rows["score"])
        found = []
        for event in self.plan.events:
            happened = self._days[event.name].notna().to_numpy()
            _, after = self._times[event.name]
            for name in event.arms or [each.name for each in self.plan.arms]:
                here = after & (arm == name)
                found.append(
                    {
                        "event": event.name,
                        "strategy": self.estimand.strategy_of(event),
                        "arm": name,
                        "participants": int((happened & (arms == name).to_numpy()).sum()),
                        "scores": int((here & rows["score"].notna()).sum()),
                        "used": int((here & same).sum()),
                        "changed": int((here & made.notna() & ~same).sum()),
                    }
                )
        return pd.DataFrame(found)

    def events_of(self, outcome: str, analysis: str) -> pd.DataFrame:
        """The counts as the table `events`."""
        named = {"outcome": outcome, "analysis": analysis, "estimand": self.estimand.name}
        return checked("events", typed("events", self.events.assign(**named)))

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.given.reset_index(drop=True)

    @cached_property
    def _days(self) -> dict[str, pd.Series]:
        """By event, the day on which it happened, by participant."""
        return {
            event.name: event_days(self.plan, event, self.participants)
            for event in self.plan.events
        }

    @cached_property
    def _times(self) -> dict[str, tuple[pd.Series, pd.Series]]:
        """By event, for each row: the day on which it happened to the person, infinite where it did
        not, and whether the row is of a time after it.

        ASSUME: a score whose day is not known was given on its visit's day.
        """
        rows, found = self._rows, {}
        for event in self.plan.events:
            since = rows["participant"].map(self._days[event.name]).fillna(np.inf)
            planned = rows["week"] * DAYS_IN_A_WEEK
            # By design it happens between two visits, on whatever days of their windows these are.
            day = planned if event.after is not None else rows["day"].fillna(planned)
            found[event.name] = (since, day > since)
        return found

    def _instead(self, event: Event, before: pd.Series) -> pd.Series:
        """What stands for the scores after the event, a row each; `before` are the rows before."""
        strategy, rows = self.estimand.strategy_of(event), self._rows
        if strategy == "while_on_treatment":
            in_order = rows.assign(score=rows["score"].where(before)).sort_values(
                "week", kind="stable"
            )
            carried = in_order.groupby("participant", sort=False)["score"].ffill()
            return carried.reindex(rows.index)
        if strategy == "composite" and self.estimand.composite == "baseline":
            at_start = rows.loc[rows["visit"] == self.plan.baseline.name]
            return rows["participant"].map(at_start.set_index("participant")["score"])
        value = self._value() if strategy == "composite" else np.nan
        return pd.Series(value, index=rows.index)

    def _value(self) -> float:
        """The score that an event counts as, in points of the outcome's scale."""
        if isinstance(self.estimand.composite, int | float):
            return float(self.estimand.composite)
        outcome = self.plan.outcome(str(self._rows["outcome"].iloc[0]))
        scale = self.plan.entry_of(outcome.scale)
        return float(scale.maximum if scale.direction == "higher_is_worse" else scale.minimum)
