"""The stage's tables of a trial with clusters agree with the library's functions."""

from __future__ import annotations

import pandas as pd
import pytest

import ipt_outcomes as ipt
from ipt_outcomes.missing.arm_shares import cluster_numbers
from ipt_outcomes.missing.event_shares import event_shares
from ipt_outcomes.models.errors import ModelError
from ipt_outcomes.plan.linked_people import linked_people
from ipt_outcomes.sensitivity.clinical.judging import Judging
from ipt_outcomes.sensitivity.clinical.tables import clinical_rows, collected
from ipt_outcomes.sensitivity.imputed import imputed_of
from ipt_outcomes.sensitivity.planned import PlannedOutcome


@pytest.fixture(scope="module")
def judging(demo: ipt.Plan) -> Judging:
    plan = demo.model_copy(update={"missing": demo.missing.model_copy(update={"imputations": 10})})
    study = ipt.read_study(plan)
    given = {"participants": study.participants, "scores": study.scores}
    planned = PlannedOutcome(plan, given, plan.outcome("phq9"))
    return Judging(planned, plan.clinical_change[0])


@pytest.fixture(scope="module")
def found(judging: Judging) -> dict[str, pd.DataFrame]:
    return collected(clinical_rows(judging.planned))


def rows(frame: pd.DataFrame, event: str, source: str) -> pd.DataFrame:
    own = frame[(frame["event"] == event) & (frame["source"] == source)]
    return own.set_index(["measure", "test", "comparison"])[["estimate", "ci_lower", "ci_upper"]]


def test_observed_rows_are_those_of_clinical_effects(
    judging: Judging, found: dict[str, pd.DataFrame]
) -> None:
    groups = linked_people(judging.plan, judging.planned.tables["participants"])
    people = judging.people.assign(group=groups.to_numpy())
    table = ipt.clinical_effects(
        judging.change, people, arm="arm", against="waitlist", cluster="group"
    )
    for own, name in (("recovered", "recovered"), ("reliable improvement", "recovered or improved"),
                      ("reliable deterioration", "deteriorated or harmed"),
                      ("functional score", "remission")):  # fmt: skip
        expected = rows(table, name, "observed")
        made = rows(found["clinical_effects"], own, "observed")
        pd.testing.assert_frame_equal(made.loc[expected.index], expected)


def test_counts_are_those_of_clinical_counts(
    judging: Judging, found: dict[str, pd.DataFrame]
) -> None:
    expected = ipt.clinical_counts(judging.change, judging.people, arm="arm")
    counts = found["clinical_counts"]
    own = counts[counts["source"] == "observed"]
    assert own["people"].tolist() == expected["count"].tolist()
    assert own["n"].tolist() == expected["n_observed"].tolist()


def test_methods_are_those_of_compare_clinical_methods(
    judging: Judging, found: dict[str, pd.DataFrame]
) -> None:
    expected = ipt.compare_clinical_methods(judging.scores, **judging.options)
    own = found["clinical_methods"].groupby("method", sort=False)
    for name in ("n", "recovered", "improved", "unchanged", "deteriorated", "harmed"):
        assert own[name].sum().tolist() == expected[name].tolist()
    assert list(own.groups) and expected["status"].eq("ok").all()


def test_with_the_dropouts_the_imputations_of_the_scenarios_are_counted(
    judging: Judging, found: dict[str, pd.DataFrame]
) -> None:
    """Crossed clusters: `event_rates` has no variance of them, and groups of linked people do."""
    made = imputed_of(judging.planned).at_random
    event = ipt.clinical_event(judging.change, "recovered", baseline="baseline")
    with pytest.raises(ModelError, match="not nested"):
        ipt.event_rates(made, event, visit="week_16")
    place = made.model.schedule.visit_place("week_16")
    people = made.model.schedule.frame.iloc[place :: made.model.schedule.n_visits]
    groups = cluster_numbers(linked_people(judging.plan, people).to_numpy())
    (shares,) = event_shares(made, {"is": event}, visit="week_16", clusters=groups).values()
    assert shares.df == 7  # eight groups of therapists and therapy groups in CBT, eight in IPT
    counts = found["clinical_counts"]
    own = counts[(counts["category"] == "recovered") & (counts["source"] == "imputed")]
    assert own["share"].tolist() == pytest.approx(shares.share.mean(axis=0).tolist())
    effects = rows(found["clinical_effects"], "recovered", "imputed")
    difference = effects.loc[("risk difference", "ipt", "cbt"), "estimate"]
    assert difference == pytest.approx((shares.share[:, 2] - shares.share[:, 1]).mean())


def test_sums_over_clusters_are_wider_than_people_alone(
    judging: Judging, found: dict[str, pd.DataFrame]
) -> None:
    alone = ipt.clinical_effects(judging.change, judging.people, arm="arm", against="waitlist")
    place = ("risk difference", "cbt", "waitlist")
    by_people = rows(alone, "recovered or improved", "observed").loc[place]
    own = rows(found["clinical_effects"], "reliable improvement", "observed").loc[place]
    assert own["estimate"] == pytest.approx(by_people["estimate"])
    wide = own["ci_upper"] - own["ci_lower"]
    assert wide > 1.2 * (by_people["ci_upper"] - by_people["ci_lower"])
