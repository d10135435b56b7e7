"""The permutation test over clusters that were drawn within strata, or lie in larger ones."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from ipt_outcomes.plan.clusters import Cluster
from ipt_outcomes.plan.plan import Plan
from ipt_outcomes.random_streams import named_stream
from ipt_outcomes.sensitivity import cluster_permutation
from ipt_outcomes.sensitivity.cluster_permutation import drawn_unit, permutation_test, strata_of

MEANS = np.array([1.0, 2.5, 3.0, 6.0, 11.0, 13.0, 12.0, 17.0, 40.0])
TREATED = np.array([True, False, True, False, True, False, False, False, True])
# The last stratum has one cluster: it says nothing of the arms.
STRATA = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
TOWN = Cluster(name="town", column="t", kind="other")
VILLAGE = Cluster(name="village", column="v", kind="village", randomised=True)
IN_TOWN = VILLAGE.model_copy(update={"within": "town"})


def by_least_squares(treated: np.ndarray) -> float:
    """The arm's coefficient with an intercept a stratum, of the strata with both arms."""
    x = np.column_stack([treated, STRATA[:8] == 0, STRATA[:8] == 1]).astype(float)
    return float(np.linalg.lstsq(x, MEANS[:8], rcond=None)[0][0])


def every_draw() -> list[float]:
    """The statistic of all 6 x 4 ways to draw two of the first four and one of the other four."""
    found = []
    for first, second in product(combinations(range(4), 2), combinations(range(4, 8), 1)):
        treated = np.zeros(8, dtype=bool)
        treated[[*first, *second]] = True
        found.append(by_least_squares(treated))
    return found


def test_arms_are_drawn_anew_within_strata() -> None:
    found = permutation_test(MEANS, TREATED, STRATA, 0.8, named_stream(1, "test"))
    assert found is not None
    estimate, lower, upper, p_value = found
    own = by_least_squares(TREATED[:8])
    assert estimate == pytest.approx(own)
    draws = np.abs(every_draw())
    assert p_value == pytest.approx(float((draws >= abs(own) - 1e-12).mean()))
    assert lower < estimate < upper
    # As if there were no strata, the towns' differences would hide the arms'.
    across = permutation_test(MEANS, TREATED, STRATA * 0, 0.8, named_stream(1, "test"))
    assert across is not None
    assert across[3] > p_value


def test_draws_stay_within_strata(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = permutation_test(MEANS, TREATED, STRATA, 0.8, named_stream(1, "test"))
    monkeypatch.setattr(cluster_permutation, "MOST_DRAWS", 23)
    drawn = permutation_test(MEANS, TREATED, STRATA, 0.8, named_stream(1, "test"))
    assert whole is not None and drawn is not None
    assert drawn[0] == pytest.approx(whole[0])
    # Each p-value is a share of 23 draws, of which the one that was made is one.
    assert drawn[3] * 23 == pytest.approx(round(drawn[3] * 23))
    assert drawn[3] > 0


def test_strata_of_one_arm_each_leave_nothing_to_draw() -> None:
    alone = np.array([0, 0, 1, 1])
    treated = np.array([True, True, False, False])
    assert permutation_test(MEANS[:4], treated, alone, 0.8, named_stream(1, "test")) is None


def having(plan: Plan, *clusters: Cluster, stratification: tuple[str, ...] = ()) -> Plan:
    return plan.model_copy(update={"clusters": clusters, "stratification": stratification})


ROWS = pd.DataFrame(
    {
        "village": ["1", "1", "2", "2"],
        "town": ["1", "1", "2", "2"],
        "region": ["n", "n", "s", "s"],
        "drug": ["yes", "no", "no", "no"],
        "size": [4.0, 4.0, 9.0, 9.0],
    }
)


def test_strata_are_what_all_of_a_cluster_have_in_common(demo: Plan) -> None:
    plan = having(demo, VILLAGE, stratification=("region", "drug", "size", "not_there"))
    assert strata_of(plan, VILLAGE, ROWS) == ("region",)
    plan = having(demo, TOWN, IN_TOWN, stratification=("drug",))
    assert strata_of(plan, IN_TOWN, ROWS) == ("town",)
    assert strata_of(having(demo, VILLAGE), VILLAGE, ROWS) == ()


def test_the_largest_randomised_cluster_was_drawn(demo: Plan) -> None:
    drawn_too = TOWN.model_copy(update={"randomised": True})
    assert drawn_unit(having(demo, IN_TOWN, drawn_too)) == drawn_too
    assert drawn_unit(having(demo, TOWN, IN_TOWN)) == IN_TOWN
    assert drawn_unit(having(demo, TOWN)) is None
