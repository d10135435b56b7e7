"""A simulated trial as tables in the shape of a trial's raw files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ipt_outcomes.instruments import read_instrument
from ipt_outcomes.simulate.people import stratum_names
from ipt_outcomes.simulate.scores import SimulatedScores, simulate_scores
from ipt_outcomes.simulate.therapy import draw_therapy
from ipt_outcomes.simulate.truth import Truth


@dataclass(frozen=True, repr=False, eq=False)
class SimulatedTrial:
    """Synthetic people, in the columns of raw files; day is the day since randomisation.

    participants: participant, arm, stratum, site, therapist, therapy_group, age, sex, problem_area,
    prior_episodes, withdrawal_day, withdrawal_reason, maintenance (yes, no), not_treated_reason.
    sessions: participant, session, attended (yes, no), day, therapist, format, minutes, homework
    (0, 0.5, 1), alliance (WAI-SR total), then a total by its scale's name.
    scores: participant, day, then for each scale its items `<scale>_1`, ... or its total `<scale>`.
    fidelity: participant, session, rater, treatment_seen, then the ratings. adverse_events:
    participant, day, event, serious, severity, related. What the truth does not have is None, or no
    column.
    """

    participants: pd.DataFrame
    sessions: pd.DataFrame
    scores: pd.DataFrame
    fidelity: pd.DataFrame | None = None
    adverse_events: pd.DataFrame | None = None

    def __repr__(self) -> str:
        """A line of counts."""
        return f"<SimulatedTrial: {len(self.participants)} people, {len(self.scores)} assessments>"


def simulate_trial(
    truth: Truth, seed: int | None = None, *, dropout: bool = True, n_per_arm: int | None = None
) -> SimulatedTrial:
    """One trial drawn from `truth`; the same arguments give the same tables.

    seed: None means the truth file's. dropout: False means that nobody leaves and every assessment
    is made and complete, to the arm's last week. n_per_arm: None means the truth file's; in all
    n_per_arm x arms people are randomised.
    """
    drawn = simulate_scores(truth, seed, dropout=dropout, n_per_arm=n_per_arm)
    names = _participant_names(drawn.arm.size)
    withdrawal_day = _withdrawal_days(truth, drawn)
    therapy = draw_therapy(
        truth,
        drawn,
        participant=names,
        withdrawal_day=withdrawal_day,
        seed=truth.seed if seed is None else seed,
    )
    people = _participants(truth, drawn, names, withdrawal_day)
    return SimulatedTrial(
        participants=people.assign(**therapy.further),
        sessions=therapy.sessions,
        scores=_scores(truth, drawn, names),
        fidelity=therapy.fidelity,
        adverse_events=therapy.adverse_events,
    )


def _participant_names(n: int) -> NDArray[np.str_]:
    """D001, D002, ... in the order of enrolment."""
    width = max(3, len(str(n)))
    return np.array([f"D{number:0{width}d}" for number in range(1, n + 1)])


def _withdrawal_days(truth: Truth, drawn: SimulatedScores) -> NDArray[np.float64]:
    """The day each person left, after one visit's day and before the next's; NaN: stayed."""
    left = drawn.leaving.visit < len(truth.visits)
    person = np.flatnonzero(left)
    visit = drawn.leaving.visit[person]
    first = np.maximum(drawn.day[person, visit - 1] + 1, 1)
    width = drawn.day[person, visit] - first
    days = np.full(drawn.arm.size, np.nan)
    days[person] = first + np.floor(drawn.leaving.moment[person] * width)
    return days


def _participants(
    truth: Truth,
    drawn: SimulatedScores,
    names: NDArray[np.str_],
    withdrawal_day: NDArray[np.float64],
) -> pd.DataFrame:
    people = drawn.people
    therapist = np.array([*drawn.therapists, None], dtype=object)[drawn.therapist]
    reasons = np.array([*truth.dropout.reasons, None], dtype=object)
    return pd.DataFrame(
        {
            "participant": pd.array(names, dtype="str"),
            "arm": _words(list(truth.arms), drawn.arm),
            "stratum": _words(stratum_names(truth), drawn.stratum),
            "site": _words(list(truth.people.sites), people.site),
            "therapist": pd.array(therapist, dtype="str"),
            "therapy_group": pd.array(
                np.array([*drawn.groups, None], dtype=object)[drawn.therapy_group], dtype="str"
            ),
            "age": pd.array(people.age, dtype="Int64"),
            "sex": _words(["male", "female"], people.female.astype(np.int64)),
            "problem_area": _words(list(truth.people.problem_areas), people.problem_area),
            "prior_episodes": pd.array(people.prior_episodes, dtype="Int64"),
            "withdrawal_day": pd.Series(withdrawal_day).astype("Int64"),
            "withdrawal_reason": pd.array(reasons[drawn.leaving.reason], dtype="str"),
        }
    )


def _words(words: list[str], codes: NDArray[np.int64]) -> pd.api.extensions.ExtensionArray:
    return pd.array(np.array(words, dtype=object)[codes], dtype="str")


def _scores(truth: Truth, drawn: SimulatedScores, names: NDArray[np.str_]) -> pd.DataFrame:
    """One row an assessment, ordered by participant and day."""
    person, visit = np.nonzero(drawn.assessed)
    columns: dict[str, pd.api.extensions.ExtensionArray | pd.Series] = {
        "participant": pd.array(names[person], dtype="str"),
        "day": pd.array(drawn.day[person, visit], dtype="Int64"),
    }
    for name in truth.scales:
        if name in drawn.items:
            answers = drawn.items[name][person, visit]
            for item in range(answers.shape[1]):
                columns[f"{name}_{item + 1}"] = pd.Series(answers[:, item]).astype("Int64")
        else:
            total = pd.Series(drawn.totals[name][person, visit])
            whole = read_instrument(name).decimals == 0
            columns[name] = total.astype("Int64") if whole else total
    return pd.DataFrame(columns)
