"""Every table of the stage, made in one go: an outcome's analysis and imputations once for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from ipt_outcomes.plan.locking.standing import with_standing
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.sensitivity.clinical import tables as clinical
from ipt_outcomes.sensitivity.imputed import ImputedOutcome, imputed_of
from ipt_outcomes.sensitivity.planned import PlannedOutcome
from ipt_outcomes.sensitivity.received import tables as received
from ipt_outcomes.sensitivity.scenarios import collected, scenarios_of
from ipt_outcomes.sensitivity.tipping import Tipping, tipping
from ipt_outcomes.tables import checked, typed


def sensitivity_tables(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that the stage `sensitivity` writes, by name.

    `tables` holds the frames `participants` and `scores`, and `sessions` where the trial records
    them. The column `standing` says what each row is to the locked plan. Raises what `scenarios`
    raises.
    """
    plan.refuse_undecided()
    scenarios, tips, judged, treated = [], [], [], []
    for planned in planned_outcomes(plan, tables):
        scenarios.append(scenarios_of(planned))
        treated += list(received.received_rows(planned))
        tips += [tipping(imputed) for imputed in _imputed(planned)]
        judged += list(clinical.clinical_rows(planned))
    for planned in _not_compared(plan, tables):
        judged += list(clinical.clinical_rows(planned))
    made = {"scenarios": collected(scenarios)} | _tipping_tables(tips) | clinical.collected(judged)
    made[received.TABLE] = received.received_table(treated)
    return with_standing(plan, made)


def scenarios(
    plan: Plan, tables: Mapping[str, pd.DataFrame], *, families: Sequence[str] | None = None
) -> pd.DataFrame:
    """The plan's contrasts at the endpoint under each choice of each family: table `scenarios`.

    `tables` holds the frames `participants` and `scores`; analysis sets that count sessions are
    left out without the frame `sessions`. For each family and outcome the plan's
    choice comes first; under each choice the outcome's primary analysis is made anew. `shift` is
    the estimate minus the one under the plan's choice, scale points. A model that fails is a row
    with its status; a family with nothing to choose has no row. `families` names some of them, as
    the table's column of that name does; without it all are made. Raises what `prepare_outcome`
    raises, PlanError where the plan has something left to decide, and KeyError where no family has
    a name.
    """
    plan.refuse_undecided()
    every = planned_outcomes(plan, tables)
    return collected([scenarios_of(planned, families) for planned in every])


def tipping_points(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """How much worse who left must have done: the tables `tipping` and `tipping_points`.

    Of the primary outcomes, or of all where the plan asks for them (`missing`), that an MMRM or an
    analysis of covariance analyses and whose scores are not all there. `tables` holds the frames
    `participants` and `scores`. Raises what `scenarios` raises.
    """
    plan.refuse_undecided()
    every = (each for planned in planned_outcomes(plan, tables) for each in _imputed(planned))
    return _tipping_tables([tipping(imputed) for imputed in every])


def clinical_tables(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Who recovered, improved, got worse, as the plan's `clinical_change` asks for it.

    The tables `clinical_limits`, `clinical_counts`, `clinical_effects` and `clinical_methods`,
    without rows where the plan asks for nothing. `tables` holds the frames `participants` and
    `scores`. Raises what `scenarios` raises.
    """
    plan.refuse_undecided()
    every = [*planned_outcomes(plan, tables), *_not_compared(plan, tables)]
    return clinical.collected(rows for each in every for rows in clinical.clinical_rows(each))


def treatment_received(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What a treatment does for those who receive it: the table `treatment_received`.

    Of the plan's entries of that key, without rows where there is none. `tables` holds the frames
    `participants`, `scores` and `sessions`. Raises what `scenarios` raises.
    """
    plan.refuse_undecided()
    every = planned_outcomes(plan, tables)
    return received.received_table(
        row for planned in every for row in received.received_rows(planned)
    )


def planned_outcomes(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> Iterator[PlannedOutcome]:
    """The outcomes that are compared, one at a time: no more than its tables and fit are held."""
    for outcome in plan.outcomes_in_order:
        if plan.contrasts_of(outcome.name):
            yield PlannedOutcome(plan, tables, outcome)


def _not_compared(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> Iterator[PlannedOutcome]:
    """Outcomes of no contrast whose people are to be judged nevertheless."""
    asked = {each.outcome for each in plan.clinical_change}
    for outcome in plan.outcomes_in_order:
        if outcome.name in asked and not plan.contrasts_of(outcome.name):
            yield PlannedOutcome(plan, tables, outcome)


def _imputed(planned: PlannedOutcome) -> Iterator[ImputedOutcome]:
    imputed = imputed_of(planned)
    if imputed.wanted:
        yield imputed


def _tipping_tables(tips: list[Tipping]) -> dict[str, pd.DataFrame]:
    frames = {
        "tipping": [each.pairs for each in tips if len(each.pairs)],
        "tipping_points": [each.points for each in tips if len(each.points)],
    }
    return {
        name: checked(name, typed(name, pd.concat(of, ignore_index=True) if of else pd.DataFrame()))
        for name, of in frames.items()
    }
